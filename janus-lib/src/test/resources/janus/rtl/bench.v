// Drives janus_prefetch_1 with one line of the stimulus a cycle ("valid line", line in hexadecimal)
// and prints what it asks for ("count line").
module bench;
  reg clock = 0;
  reg reset = 1;
  reg access_valid = 0;
  reg [`LINE_BITS-1:0] access_line = 0;
  wire [$clog2(`ISSUE_WIDTH+1)-1:0] request_count;
  wire [`LINE_BITS-1:0] request_line;

  janus_prefetch_1 #(
      .STREAMS(`STREAMS), .LOOK_AHEAD(`LOOK_AHEAD), .ISSUE_WIDTH(`ISSUE_WIDTH),
      .TRIGGER(`TRIGGER), .LINE_BITS(`LINE_BITS)
  ) dut (
      .clock(clock), .reset(reset), .access_valid(access_valid), .access_line(access_line),
      .request_count(request_count), .request_line(request_line)
  );

  integer file;
  integer got;
  reg valid;
  reg [`LINE_BITS-1:0] line;
  initial begin
    #1 clock = 1;
    #1 clock = 0;
    reset = 0;
    file = $fopen("stimulus.txt", "r");
    got = $fscanf(file, "%b %h\n", valid, line);
    while (got == 2) begin
      access_valid = valid;
      access_line = line;
      #1 $display("%0d %0h", request_count, request_line);
      clock = 1;
      #1 clock = 0;
      got = $fscanf(file, "%b %h\n", valid, line);
    end
    $finish;
  end
endmodule

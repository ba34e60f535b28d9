// Janus-Prefetch-1: follows sequential streams of reads and asks for the lines ahead of each.
//
// One access may come in a cycle. In the same cycle up to ISSUE_WIDTH consecutive lines leave,
// request_line to request_line + request_count - 1, of the lowest stream that streams and has not
// yet asked for all LOOK_AHEAD lines. The Java class StreamPrefetcherPort is the same machine.

module janus_prefetch_1 #(
    parameter STREAMS = 1,
    parameter LOOK_AHEAD = 16,
    parameter ISSUE_WIDTH = 4,
    parameter TRIGGER = 1,
    parameter LINE_BITS = 33
) (
    input  wire                             clock,
    input  wire                             reset,
    input  wire                             access_valid,
    input  wire [LINE_BITS-1:0]             access_line,
    output reg  [$clog2(ISSUE_WIDTH+1)-1:0] request_count,
    output reg  [LINE_BITS-1:0]             request_line
);

  localparam CONFIRM_BITS = $clog2(TRIGGER + 1);
  localparam AHEAD_BITS = $clog2(LOOK_AHEAD + 1);
  localparam RANK_BITS = STREAMS > 1 ? $clog2(STREAMS) : 1;
  localparam COUNT_BITS = $clog2(ISSUE_WIDTH + 1);

  // A stream is idle (not used), learning (fewer than TRIGGER confirmations) or streaming.
  reg                    used          [0:STREAMS-1];
  reg [CONFIRM_BITS-1:0] confirmations [0:STREAMS-1];
  reg [LINE_BITS-1:0]    last          [0:STREAMS-1];
  reg [AHEAD_BITS-1:0]   asked         [0:STREAMS-1];  // lines asked for beyond the last one read
  reg [RANK_BITS-1:0]    rank          [0:STREAMS-1];  // 0 was touched last

  // The stream that issues in this cycle, and how many lines.
  reg                    issuing [0:STREAMS-1];
  reg                    found;
  reg [AHEAD_BITS-1:0]   left;
  reg [AHEAD_BITS-1:0]   taken;
  reg [COUNT_BITS-1:0]   count;
  reg [AHEAD_BITS-1:0]   after   [0:STREAMS-1];

  integer i;
  always @* begin
    found = 1'b0;
    request_count = {COUNT_BITS{1'b0}};
    request_line = {LINE_BITS{1'b0}};
    for (i = 0; i < STREAMS; i = i + 1) begin
      left = LOOK_AHEAD - asked[i];
      count = left < ISSUE_WIDTH ? left : ISSUE_WIDTH;
      taken = left < ISSUE_WIDTH ? left : ISSUE_WIDTH;
      issuing[i] = !found && used[i] && confirmations[i] == TRIGGER && left != 0;
      after[i] = asked[i];
      if (issuing[i]) begin
        found = 1'b1;
        request_count = count;
        request_line = last[i] + asked[i] + 1'b1;
        after[i] = asked[i] + taken;
      end
    end
  end

  // The stream an access belongs to: the one touched last if it fits, else the lowest that fits,
  // else the one touched longest ago, which starts anew.
  reg                  next_line [0:STREAMS-1];
  reg                  same_line [0:STREAMS-1];
  reg                  chosen    [0:STREAMS-1];
  reg                  recent_fits;
  reg                  any_fits;
  reg                  taken_by;
  reg [RANK_BITS-1:0]  chosen_rank;

  integer j;
  always @* begin
    recent_fits = 1'b0;
    any_fits = 1'b0;
    for (j = 0; j < STREAMS; j = j + 1) begin
      next_line[j] = used[j] && access_line == last[j] + 1'b1;
      same_line[j] = used[j] && access_line == last[j];
      any_fits = any_fits || next_line[j] || same_line[j];
      recent_fits = recent_fits || ((next_line[j] || same_line[j]) && rank[j] == 0);
    end
    taken_by = 1'b0;
    chosen_rank = {RANK_BITS{1'b0}};
    for (j = 0; j < STREAMS; j = j + 1) begin
      if (recent_fits) chosen[j] = rank[j] == 0;
      else if (any_fits) chosen[j] = !taken_by && (next_line[j] || same_line[j]);
      else chosen[j] = rank[j] == STREAMS - 1;
      taken_by = taken_by || chosen[j];
      if (chosen[j]) chosen_rank = rank[j];
    end
  end

  integer k;
  always @(posedge clock) begin
    for (k = 0; k < STREAMS; k = k + 1) begin
      if (reset) begin
        used[k] <= 1'b0;
        confirmations[k] <= {CONFIRM_BITS{1'b0}};
        last[k] <= {LINE_BITS{1'b0}};
        asked[k] <= {AHEAD_BITS{1'b0}};
        rank[k] <= STREAMS - 1 - k;
      end else begin
        asked[k] <= after[k];
        if (access_valid) begin
          if (chosen[k]) rank[k] <= {RANK_BITS{1'b0}};
          else if (rank[k] < chosen_rank) rank[k] <= rank[k] + 1'b1;
          if (chosen[k] && !any_fits) begin
            used[k] <= 1'b1;
            confirmations[k] <= {CONFIRM_BITS{1'b0}};
            last[k] <= access_line;
            asked[k] <= {AHEAD_BITS{1'b0}};
          end else if (chosen[k] && next_line[k]) begin
            last[k] <= access_line;
            asked[k] <= after[k] == 0 ? after[k] : after[k] - 1'b1;
            if (confirmations[k] != TRIGGER) confirmations[k] <= confirmations[k] + 1'b1;
          end
        end
      end
    end
  end

endmodule

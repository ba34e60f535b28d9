/*
 * A prebuilt JupyterLab extension, written as its loader expects it, so that no bundler is needed.
 *
 * Figures: draws the MIME type below with plotly.js, at its own size or at the width of the output
 * if that is less. Plotly's own renderer shows the bundle's picture at its natural size, draws only
 * once the pointer enters it, and then writes a screen copy into the notebook. This one never
 * writes.
 *
 * In a dark theme a figure gets a transparent ground and light inks; the colours of its marks stay.
 *
 * Metadata: JupyterLab stores the version of the running kernel's language in every notebook that
 * it opens. A notebook whose language is the kernel's own stays as it is.
 */
(() => {
  "use strict";

  const NAME = "janus-figures";
  const FIGURE = "application/vnd.janus.figure.v1+json";
  const PICTURE = "image/png";
  const HERE = document.currentScript.src;
  const PLOTLY = new URL("plotly.min.js", HERE).href;
  const FAMILY = "Lato";
  const FONTS = { "Lato-Regular.ttf": "400", "Lato-Bold.ttf": "700" };

  let scope = null;
  let plotly = null;
  let fonts = null;
  let queue = Promise.resolve();

  /** A module that JupyterLab shares with its extensions. */
  async function shared(name) {
    const [provider] = Object.values(scope[name]);
    return (await provider.get())();
  }

  /** plotly.js, loaded when the first figure needs it. */
  function loadPlotly() {
    plotly ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = PLOTLY;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error(`${PLOTLY} cannot be loaded`));
      document.head.appendChild(script);
    });
    return plotly;
  }

  /** The font of the pictures, for which every figure is laid out; without it the browser takes another. */
  function loadFonts() {
    fonts ??= Promise.allSettled(
      Object.entries(FONTS).map(([file, weight]) => {
        const face = new FontFace(FAMILY, `url("${new URL(file, HERE).href}")`, { weight });
        document.fonts.add(face);
        return face.load();
      }),
    );
    return fonts;
  }

  /** One figure at a time, so that the page answers while many are drawn. */
  function inTurn(task) {
    queue = queue.then(task, task);
    return queue;
  }

  const isDark = () => document.body.dataset.jpThemeLight === "false";

  /** Light inks for the dark ones of the figures' style. */
  const INKS = { "#222222": "#E4E4E4", "#666666": "#B0B0B0", "#E8E8E8": "#3A3A3A", "#999999": "#8A8A8A",
    "#444444": "#C4C4C4", "#000000": "#F2F2F2", "#555555": "#B8B8B8" };
  const INKED = new Set(["color", "gridcolor", "linecolor", "tickcolor"]);

  /** A copy of a part of a figure for a dark ground. Colours in arrays are those of cells and stay. */
  function darkened(node, key = "") {
    if (Array.isArray(node)) return key === "color" ? node : node.map((each) => darkened(each));
    if (node !== null && typeof node === "object")
      return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, darkened(part, name)]));
    if (typeof node !== "string") return node;
    if (key === "bgcolor" && node.startsWith("rgba(255,255,255")) return "rgba(17,17,17,0.85)";
    if (key === "paper_bgcolor" || key === "plot_bgcolor") return "rgba(0,0,0,0)";
    if (INKED.has(key)) return INKS[node] ?? node;
    return node.replace(/fill:#666666/g, `fill:${INKS["#666666"]}`);
  }

  /** Data and layout as the theme needs them. */
  function themed({ data, layout }) {
    return isDark() ? { data: darkened(data), layout: darkened(layout) } : structuredClone({ data, layout });
  }

  /** Calls back when the theme changes. */
  function onTheme(callback) {
    const observer = new MutationObserver(callback);
    observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    return observer;
  }

  function pictureOf(data, figure) {
    const picture = document.createElement("img");
    picture.alt = data["text/plain"] ?? "figure";
    picture.src = `data:${PICTURE};base64,${data[PICTURE]}`;
    picture.style.cssText = "display:block;width:100%;height:auto";
    if (isDark()) picture.style.filter = "invert(0.93) hue-rotate(180deg)";
    return picture;
  }

  function rendererClass(Widget) {
    return class extends Widget {
      constructor() {
        super();
        this.addClass("janus-figure");
        this.frame = document.createElement("div");
        this.live = document.createElement("div");
        this.frame.appendChild(this.live);
        this.node.appendChild(this.frame);
        this.themed = onTheme(() => this.drawn && this.draw());
        this.resized = new ResizeObserver(() => this.fit());
        this.resized.observe(this.node);
      }

      /** Shows the picture at the figure's size at once, and the live plot as soon as it is drawn. */
      renderModel(model) {
        this.figure = model.data[FIGURE];
        const { width, height } = this.figure.layout;
        this.node.style.cssText = "padding:0;overflow:hidden";
        this.frame.style.cssText =
          `position:relative;overflow:hidden;width:${width}px;max-width:100%;aspect-ratio:${width}/${height}`;
        this.live.style.cssText =
          `position:absolute;left:0;top:0;width:${width}px;height:${height}px;transform-origin:0 0`;
        if (model.data[PICTURE] && !this.picture && !this.drawn) {
          this.picture = pictureOf(model.data, this.figure);
          this.frame.insertBefore(this.picture, this.live);
        }
        this.frame.setAttribute("role", "img");
        this.frame.setAttribute("aria-label", model.data["text/plain"] ?? "figure");
        this.fit();
        return this.isAttached ? this.draw() : Promise.resolve();
      }

      onAfterAttach() {
        if (this.figure && !this.drawn) this.draw();
      }

      /** Text has a size only in a document whose fonts are loaded. */
      draw() {
        return inTurn(async () => {
          if (this.isDisposed || !this.isAttached) return;
          const library = await loadPlotly();
          await loadFonts();
          const { data, layout } = themed(this.figure);
          await library.react(this.live, data, layout, this.figure.config);
          this.drawn = true;
          this.picture?.remove();
          this.picture = null;
        });
      }

      fit() {
        if (!this.figure) return;
        const scale = this.frame.clientWidth / this.figure.layout.width;
        this.live.style.transform = scale > 0 && scale < 1 ? `scale(${scale})` : "";
      }

      dispose() {
        this.resized.disconnect();
        this.themed.disconnect();
        if (this.drawn) window.Plotly.purge(this.live);
        super.dispose();
      }
    };
  }

  async function mimeExtension() {
    const { Widget } = await shared("@lumino/widgets");
    const Renderer = rendererClass(Widget);
    return {
      id: `${NAME}:figures`,
      rank: 0,
      dataType: "json",
      rendererFactory: {
        safe: true,
        mimeTypes: [FIGURE],
        createRenderer: () => new Renderer(),
      },
    };
  }

  /** Whether metadata that JupyterLab is about to write says no more than what is there. */
  function isKnown(key, old, now) {
    if (key === "language_info") return old?.mimetype !== undefined && old.mimetype === now?.mimetype;
    if (key === "kernelspec") return old?.name !== undefined && old.name === now?.name;
    return false;
  }

  function keepMetadata(model) {
    const write = model.setMetadata.bind(model);
    model.setMetadata = (key, value) => {
      if (!isKnown(key, model.getMetadata(key), value)) write(key, value);
    };
  }

  async function extension() {
    const { INotebookTracker } = await shared("@jupyterlab/notebook");
    return {
      id: `${NAME}:metadata`,
      description: "Leaves the metadata of notebooks that are only opened unchanged.",
      autoStart: true,
      requires: [INotebookTracker],
      activate: (app, tracker) => {
        tracker.widgetAdded.connect((sender, panel) => keepMetadata(panel.context.model));
      },
    };
  }

  const modules = { "./extension": extension, "./mimeExtension": mimeExtension };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB[NAME] = {
    init: (sharedScope) => {
      scope = sharedScope;
    },
    get: async (name) => {
      const exported = await modules[name]();
      return () => ({ __esModule: true, default: exported });
    },
  };
})();

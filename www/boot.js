// Why the page cannot start, as a sentence with its cure in the place where profiles are dropped.
//
// In: what the browser says while it loads the page, and main.js's own word (the event "cannotstart"). Out: that sentence, or nothing.
// This is for browsers and hosts that cannot run the rest: a classic script that needs no other file, and goes into the site as the
// JavaScript of 2009.

(() => {
  var root = document.documentElement;
  var NEWER = "It needs Chrome or Edge 123, Firefox 125, Safari 17.5, or a newer one.";
  /** What a header has to allow. */
  var POLICY =
    "`script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data:; connect-src 'self'`";
  var AS_FILE =
    "This page was opened as a file, and browsers run no program of several files from there. Serve its folder: run `python3 -m http.server` in it and open `http://localhost:8000/`. In proflens's sources, `cargo xtask serve` does both.";
  var isFile = location.protocol === "file:";
  /** What the host's policy has stopped: the name of the directive. */
  var forbidden = "";
  /** What of the page did not come: its name in this build. */
  var missing = "";
  /** What the page's program stopped with. @type {{name: string, message: string} | null} */
  var stopped = null;
  /** A cause that the browser has named itself is better than a guess. */
  var isSure = false;

  /** What a file of the page is called in this build. @param {string} selector of who takes it */
  function nameOf(selector) {
    var element = /** @type {any} */ (document.querySelector(selector));
    return (element.src || element.href).replace(/.*[/]/, "");
  }

  function hasSheet() {
    return Boolean(getComputedStyle(root).getPropertyValue("--ground"));
  }

  /** Text between backticks is code. @param {string} sentence @param {boolean} [sure] */
  function say(sentence, sure) {
    var place = document.getElementById("cannot");
    if (isSure || (!sure && root.hasAttribute("data-cannot"))) return;
    isSure = Boolean(sure);
    root.setAttribute("data-cannot", "");
    // Nothing else there is of use. The place's own words are for when not even this runs.
    [].forEach.call(document.querySelectorAll("#dropzone > :not(#cannot), #dropzone ~ *"), (other) => {
      /** @type {HTMLElement} */ (other).hidden = true;
    });
    if (place) place.textContent = "";
    // Without its sheet the page works, and whoever has opened a profile does not see where they are dropped.
    if (place && !hasSheet()) document.body.insertBefore(place, document.body.firstChild);
    sentence.split("`").forEach((text, i) => {
      var piece = document.createElement(i % 2 ? "code" : "span");
      piece.textContent = text;
      place?.appendChild(piece);
    });
  }

  function byPolicy() {
    return (
      "A policy of this host forbids what proflens is made of (Content-Security-Policy: " +
      forbidden +
      "). Nothing of it leaves the browser: have the host send " +
      POLICY +
      (/trusted-types/.test(forbidden) ? ", and `trusted-types lit-html proflens`" : "") +
      " for this folder, or put the folder on another host."
    );
  }

  function withoutWebAssembly() {
    var agent = navigator.userAgent;
    var cure = /Firefox\//.test(agent)
      ? "Set `javascript.options.wasm` to true in `about:config`, or use another browser."
      : /Edg\//.test(agent)
        ? "Add this site to the exceptions of “Enhance your security on the web” in Edge's settings."
        : /iPhone|iPad|Macintosh/.test(agent)
          ? "Lockdown Mode switches it off: switch Lockdown Mode off for this website, in the page menu beside the address."
          : "Allow it for this site, or use another browser.";
    return `WebAssembly, which proflens computes with, is switched off in this browser or unknown to it. ${cure}`;
  }

  /** A policy may have forbidden a sheet before this script was there to hear of it: it says so once more. @param {string} file */
  function again(file) {
    var why = () =>
      say(
        forbidden
          ? byPolicy()
          : `${file}, a part of this page, could not be loaded: an extension of this browser or something on the way blocks it. Allow it, and reload.`,
      );
    if (!/[.]css$/.test(file)) return why();
    var sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = file;
    sheet.onerror = () => setTimeout(why, 50);
    document.head.appendChild(sheet);
  }

  /** Asks the server what is wrong with a file. @param {string} file */
  function ask(file) {
    var copy =
      " Reload: a newer version of the page may be on its way there. If that does not help, copy the whole folder of the page to the server, and reload.";
    var request = new XMLHttpRequest();
    request.onload = () => {
      var type = request.getResponseHeader("content-type") || "no type";
      if (request.status >= 400) say(`The server answers ${request.status} for ${file}, a part of this page.${copy}`);
      else if (/html/.test(type))
        say(`The server answers with a page in the place of ${file}, a part of this page: it is missing there.${copy}`);
      else if (!/javascript|css/.test(type))
        say(
          `The server sends ${file} as ${type.split(";")[0]}, which browsers do not run. It has to be text/javascript: set the type of .js files there, and reload.`,
        );
      else again(file);
    };
    request.onerror = () =>
      say(
        `${file}, a part of this page, could not be loaded: the network or the server does not answer. Reload when it does.`,
      );
    request.open("HEAD", file);
    request.send();
  }

  /** Everything has come that will come, and the page's program has not said that it runs. */
  function explain() {
    // A sheet that did not come is an empty one.
    if (!missing && !hasSheet()) missing = nameOf("link[rel=stylesheet]");
    if (root.hasAttribute("data-started")) return missing && ask(missing);
    if (isFile) return say(AS_FILE);
    if (forbidden) return say(byPolicy(), true);
    if (self.origin === "null")
      return say(
        "This page is shown in a sandbox, where it may load no program. Open it by its own address, in a tab of its own, from a host that sends no `Content-Security-Policy: sandbox`.",
      );
    if (!("noModule" in document.createElement("script"))) return say(`This browser is too old for proflens. ${NEWER}`);
    if (missing) return ask(missing);
    if (stopped && stopped.name === "SyntaxError")
      return say(`This browser is too old for proflens, and does not understand its program. ${NEWER}`);
    if (stopped)
      return say(
        `proflens stopped while it started: ${stopped.message}. Reload; if that does not help, use another browser. ${NEWER}`,
      );
    say(
      `The program of this page, ${nameOf("script[type=module]")}, did not run. ${NEWER} If yours is, an extension may block scripts: allow them, and reload.`,
    );
  }

  /** Whether it is a file that the page is made of: what somebody loads into it may be forbidden, and stops nothing. @param {string} url */
  function isOwn(url) {
    var folder = location.href.replace(/[?#].*/, "").replace(/[^/]*$/, "");
    return url.indexOf(folder) === 0 && /^[^/]+\.(js|css|wasm)$/.test(url.slice(folder.length));
  }

  document.addEventListener("securitypolicyviolation", (e) => {
    if (e.disposition === "report") return;
    var directive = (e.effectiveDirective || e.violatedDirective).split(" ")[0];
    // What an extension puts into the page, or an image that is forbidden, stops nothing.
    if (
      !/^(script-src|worker-src|child-src|trusted-types|require-trusted-types-for)/.test(directive) &&
      !isOwn(e.blockedURI)
    )
      return;
    if (e.blockedURI === "inline" || e.blockedURI === "eval") return;
    // Who wants to compile says it, and how to allow it.
    if (e.blockedURI === "wasm-eval") return;
    forbidden = directive;
    // The page has begun by then, and is of no use.
    if (/^blob/.test(e.blockedURI) || /^connect-src/.test(directive)) say(byPolicy(), true);
  });
  addEventListener(
    "error",
    (e) => {
      var element = /** @type {any} */ (e.target);
      var file = element.src || element.href;
      if (file) {
        if (element.type === "module") missing = nameOf("script[type=module]");
      } else if (!stopped) stopped = { name: e.error?.name || "", message: e.message };
    },
    true,
  );
  addEventListener("cannotstart", (e) => {
    // Whoever asks is told that it is said.
    e.preventDefault();
    say(isFile ? AS_FILE : forbidden ? byPolicy() : /** @type {CustomEvent} */ (e).detail);
  });
  // What a policy forbids is told a moment after it has.
  addEventListener("load", () => setTimeout(explain, 50));

  if (typeof WebAssembly !== "object" && !isFile) say(withoutWebAssembly(), true);
})();

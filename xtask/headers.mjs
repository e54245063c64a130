// The file _headers: what Netlify and Cloudflare Pages send with each file of dist/. docs/hosting.md says the same for other hosts.
//
// In: the page, and the names of its files in this build. Out: the text. Both hosts send what every rule that fits says, so that no file may
// have two policies: each has its own rule.

/** For all files. */
const ALL = [
  "X-Content-Type-Options: nosniff",
  "Referrer-Policy: no-referrer",
  "Cross-Origin-Opener-Policy: same-origin",
  "Cross-Origin-Resource-Policy: same-origin",
  "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()",
];
const FRESH = "Cache-Control: no-cache";
const FOREVER = "Cache-Control: public, max-age=31536000, immutable";

/** @param {string} html @param {Record<string, string>} names by what the sources call them */
export function headers(html, names) {
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
  const page = `Content-Security-Policy: ${policy}; frame-ancestors 'none'`;
  // A script that is run as a worker from the network is bound by what comes with it, and by nothing else.
  const script = "Content-Security-Policy: default-src 'none'; connect-src 'self'; script-src 'self'";
  const fetcher = "Content-Security-Policy: default-src 'none'; connect-src * data: blob:";
  const rules = [
    ["/*", ...ALL],
    ["/", page, FRESH],
    ["/index.html", page, FRESH],
    ["/service-worker.js", script, FRESH],
    ...Object.entries(names)
      .sort()
      .map(([file, name]) => {
        const own = file === "fetcher.js" ? [fetcher] : file.endsWith(".js") ? [script] : [];
        return [`/${name}`, ...own, FOREVER];
      }),
  ];
  return rules.map(([path, ...lines]) => `${[path, ...lines.map((line) => `  ${line}`)].join("\n")}\n`).join("");
}

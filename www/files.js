// What the user drops, pastes or picks, as a list of files to open: nothing else, and no opening.
//
// The whole window takes part at all times. A folder counts as the profiles in it.

/** @typedef {{name: string, source: Blob | string}} Input */

/** What a profile in a folder is called; a file that is dropped by itself is tried whatever its name. */
const PROFILE_NAME = /\.(pb|gz|prof|pprof|profile|out|proto)$/i;

/** @param {{opened: (inputs: Input[]) => void, refused: (sentence: string) => void, over: (is: boolean) => void}} to */
export function acceptFiles(to) {
  let depth = 0;
  const carriesFiles = (/** @type {DragEvent} */ e) => [...(e.dataTransfer?.types ?? [])].some((t) => t === "Files" || t === "text/uri-list");
  addEventListener("dragenter", (e) => {
    if (!carriesFiles(e)) return;
    e.preventDefault();
    if (++depth === 1) to.over(true);
  });
  addEventListener("dragleave", () => {
    if (depth > 0 && --depth === 0) to.over(false);
  });
  addEventListener("dragover", (e) => {
    if (carriesFiles(e)) e.preventDefault();
  });
  addEventListener("drop", async (e) => {
    depth = 0;
    to.over(false);
    if (!e.dataTransfer || !carriesFiles(e)) return;
    e.preventDefault();
    const link = e.dataTransfer.getData("text/uri-list");
    // The items die with the event: take all of them before the first await.
    const dropped = [...e.dataTransfer.items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
    if (dropped.length === 0) return link && to.opened([fromUrl(link.split(/\s/)[0])]);
    /** @type {File[]} */
    const found = [];
    for (const { entry, file } of dropped) {
      if (!entry?.isDirectory) {
        if (file) found.push(file);
        continue;
      }
      const inside = await walk(/** @type {FileSystemDirectoryEntry} */ (entry));
      if (inside.length === 0) to.refused(`The folder ${entry.name} holds no profile: nothing in it ends in .pb.gz, .pb, .prof, .pprof or .out.`);
      found.push(...inside);
    }
    if (found.length) to.opened(found.map((file) => ({ name: file.name, source: file })));
  });
  addEventListener("paste", (e) => {
    const files = [...(e.clipboardData?.files ?? [])];
    if (files.length) {
      e.preventDefault();
      return to.opened(files.map((file) => ({ name: file.name || "pasted profile", source: file })));
    }
    if (e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) return;
    const text = e.clipboardData?.getData("text/plain").trim() ?? "";
    if (/^https?:\/\/\S+$/.test(text)) to.opened([fromUrl(text)]);
    else if (text) to.refused("What was pasted is neither a file nor a link to one.");
  });
}

/** @param {string} url @returns {Input} */
export function fromUrl(url) {
  const path = url.split(/[?#]/)[0];
  let name = path.slice(path.lastIndexOf("/") + 1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // A stray percent sign belongs to the name.
  }
  return { name: name || url, source: new URL(url, document.baseURI).href };
}

/** @param {FileSystemDirectoryEntry} folder @returns {Promise<File[]>} */
async function walk(folder) {
  /** @type {File[]} */
  const files = [];
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise((/** @type {(e: FileSystemEntry[]) => void} */ resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return files;
    for (const entry of some) {
      if (entry.isDirectory) files.push(...(await walk(/** @type {FileSystemDirectoryEntry} */ (entry))));
      else if (PROFILE_NAME.test(entry.name)) {
        files.push(await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject)));
      }
    }
  }
}

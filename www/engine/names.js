// What the files of the page are called where it is served. The build names them by their content, and writes this module anew.

/** By what the sources call them. @type {Record<string, string>} */
export const NAMES = {};

// Which hosts are this machine.

/** Whether a host is the machine that the browser runs on. @param {string} hostname */
export const isLocal = (hostname) => /^(localhost|127\.|\[::1\])/.test(hostname);

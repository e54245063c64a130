// For workers that hold data: nothing that would get into one may start a program from the network.
//
// Where Trusted Types are asked for, only a policy of one of the page's names can make an address to run, and a name is given once.

for (const name of ["proflens", "lit-html"]) {
  try {
    /** @type {any} */ (globalThis).trustedTypes?.createPolicy(name, {});
  } catch {
    // A policy of the host does not know the name: nobody gets it.
  }
}

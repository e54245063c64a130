// A rest between the parts of long work.

/** Lets the messages that wait, such as a cancel, be handled. A timer would do so too, but costs 4 ms each time. */
export function breathe() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });
}

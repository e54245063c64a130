// Profiles that this browser keeps because the user has said so: files by their digest, in IndexedDB. The oldest go first.

/** When it was opened last, in milliseconds since 1970. @typedef {{digest: string, name: string, size: number, when: number, file: Blob}} KeptFile */

const DATABASE = "proflens";
const STORE = "profiles";
/** All of them together are no more than this, in bytes. */
const MOST = 200 << 20;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Works on the store; what was written is there when this returns. @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<T>} */
async function within(mode, work) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "digest" });
  const database = await answer(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const written = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    written.catch(() => {});
    const result = await answer(work(transaction.objectStore(STORE)));
    await written;
    return result;
  } finally {
    database.close();
  }
}

/** Those that were opened last come first. @returns {Promise<KeptFile[]>} */
export const keptFiles = async () =>
  (await within("readonly", (store) => /** @type {IDBRequest<KeptFile[]>} */ (store.getAll()))).sort(
    (a, b) => b.when - a.when,
  );

/** A file that alone is too much is not kept. @param {KeptFile} kept */
export async function keepFile(kept) {
  if (kept.size > MOST) return;
  await within("readwrite", (store) => store.put(kept));
  for (const { digest } of beyond(await keptFiles(), MOST)) await forgetFile(digest);
}

/** Those that there is no room for. @template {{size: number}} T @param {T[]} files the latest first @param {number} most */
export function beyond(files, most) {
  let sum = 0;
  return files.filter(({ size }) => (sum += size) > most);
}

/** @param {string} digest */
export const forgetFile = (digest) => within("readwrite", (store) => store.delete(digest));

/** Nothing is left, not even an empty place. */
export const forgetFiles = () => answer(indexedDB.deleteDatabase(DATABASE));

// Small files of an image, wherever its commands run.
import { Beneath } from "../beneath.cjs";

/** No list of users is larger. */
const MOST = 1 << 20;

/** Of the topmost folder that has it. What is no file there, a link or a pipe, is not waited for and not followed. */
export function firstIn(folders: readonly string[], path: string): Buffer | undefined {
    for (const folder of folders) {
        const root = new Beneath(folder);
        try {
            const found = root.read(path, MOST);
            if (found !== undefined) return found;
        } finally {
            root.close();
        }
    }
    return undefined;
}

// A worker small enough to read: one piece of work after the other, and a sign of life behind each.
import { setTimeout as sleep } from "node:timers/promises";

import { signOfLife } from "./alive.js";

const PAUSE_MS = 500;

let goesOn = true;
process.on("SIGTERM", () => (goesOn = false)); // the piece under way is brought to its end

console.log("worker: begins");
for (let piece = 1; goesOn; piece++) {
    if (piece % 20 === 1) console.log(`worker: piece ${piece}`); // where others take a message from their queue
    signOfLife();
    await sleep(PAUSE_MS);
}
console.log("worker: ends");

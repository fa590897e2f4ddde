// An engine to be killed: it contains two sleepers and says so.
import { contain } from "../../../rehearsal/sandbox/contain";
import { environmentOf } from "../../../rehearsal/sandbox/environment";

const [folder = "", isolated] = process.argv.slice(2);
contain(
    ["bash", "-c", "sleep 300 & (setsid sleep 300 &); sleep 0.1; echo up; wait"].map((word) =>
        isolated === "true" ? word : word.replace("setsid ", ""),
    ),
    {
        cwd: folder,
        env: environmentOf({ home: folder, tmp: folder }),
        writable: [folder],
        log: (line) => process.stdout.write(`${line}\n`),
        isolated: isolated === "true",
    },
);

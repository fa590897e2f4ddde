// Jobs that would never end by themselves: each ends when its time is up, whatever it waits for and whoever it has stopped.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { Room } from "../../rehearsal/sandbox/room";
import { isolationSupport } from "../../rehearsal/sandbox/isolation-support";
import { skipBecause } from "../support/skip";
import { build } from "../rehearsal/jobs/fixture";

const SECONDS = 3;
/** On a machine that does other things as well. */
const SOON = 6;

/** What our own client says, so that this machine's own jq plays no part. */
const jq = `exec 3<>/dev/tcp/127.0.0.1/4566; printf '%s\\0' - jq "$PWD" "" "" 2 -n "def f: f; f" >&3; cat <&3`;
const WAITS: Readonly<Record<string, string>> = {
    "a filter of jq": jq,
    "a pipe that nothing is written to": "mkfifo pipe; cat pipe",
    "a program that hears no signal": "trap '' HUP INT TERM; while :; do read -r -t 1 <> <(:); done",
    "a sleep longer than its time": "command sleep 1000",
    "the process of ours, which it has stopped": "kill -STOP $PPID; echo x | aws s3 cp - s3://bucket/key",
};

describe("a job that never ends", function () {
    this.timeout(300_000);
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });

    const ended = async (command: string) => {
        const began = performance.now();
        const { status, lines } = await build({
            buildspec: JSON.stringify({
                version: 0.2,
                env: { shell: "bash" },
                phases: { build: { commands: ["echo begun", command, "echo after"] } },
            }),
            project: { buildTimeout: SECONDS / 60 },
            speed: 1,
        });
        return { status, lines, seconds: (performance.now() - began) / 1000 };
    };

    for (const [what, command] of Object.entries(WAITS))
        it(`ends with its time: ${what}`, async () => {
            const { status, lines, seconds } = await ended(command);
            assert.equal(status, "TIMED_OUT", lines.join("\n"));
            assert.ok(lines.includes("begun") && !lines.includes("after"), lines.join("\n"));
            assert.ok(seconds < SOON, `after ${seconds} s`);
        });

    it("mutant: as long as its walls stand, it goes on", async () => {
        const { close } = Object.getOwnPropertyDescriptors(Room.prototype);
        Room.prototype.close = async function (this: Room) {
            await pause(SOON * 1000);
            await (close.value as () => Promise<void>).call(this);
        };
        try {
            assert.ok((await ended("mkfifo pipe; cat pipe")).seconds > SOON);
        } finally {
            Object.defineProperty(Room.prototype, "close", close);
        }
    });
});

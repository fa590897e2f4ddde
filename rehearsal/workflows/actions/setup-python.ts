import { posix } from "node:path";

import type { StandIn } from "./types";

/** Whatever python3 is found on PATH. */
const PROGRAMS = { python: 'exec python3 "$@"', pip: 'exec python3 -m pip "$@"', pip3: 'exec python3 -m pip "$@"' };

/** https://github.com/actions/setup-python */
export const setupPython: StandIn = {
    name: "actions/setup-python",
    fidelity: {
        executed: "`python` and `pip` on PATH; packages go into the job's home",
        stoodIn:
            "python: this machine's own, in whatever version it has, with the packages that it has; caches are empty",
        notRehearsed: "PyPy, free-threaded builds, other architectures",
        source: "https://github.com/actions/setup-python/blob/main/docs/advanced-usage.md",
    },
    inputs: {
        "python-version": "",
        "python-version-file": "",
        "check-latest": "false",
        "update-environment": "true",
        "allow-prereleases": "false",
        cache: "",
        "cache-dependency-path": "",
        "pip-version": "",
        token: "",
    },
    refused: {
        architecture: { unless: ["x64"], says: "the machine's own is used" },
        freethreaded: { unless: ["false"], says: "the machine's own is used" },
        "pip-install": { says: "write `pip install` into a step" },
    },
    async run({ inputs, files, folders, say, output, variable, path }) {
        const home = posix.join(folders.tools, "python");
        const bin = posix.join(home, "bin");
        const programs = Object.entries(PROGRAMS).map(([name, line]) => ({
            name,
            mode: 0o100755,
            bytes: Buffer.from(`#!/bin/sh\n${line}\n`),
        }));
        await files.put(bin, programs);
        const wanted = inputs["python-version"] || inputs["python-version-file"] || "any";
        say(`Python ${wanted}: stood in for with this machine's python3`);
        // Where the system forbids pip to touch its own packages, those of the job still have a place.
        variable("PYTHONUSERBASE", home);
        variable("PIP_USER", "1");
        variable("PIP_BREAK_SYSTEM_PACKAGES", "1");
        variable("pythonLocation", home);
        path(bin);
        output("python-version", wanted);
        output("python-path", `${bin}/python`);
        output("cache-hit", "false");
    },
};

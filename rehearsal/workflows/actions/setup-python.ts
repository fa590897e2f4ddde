import type { StandIn } from "./types";

/** https://github.com/actions/setup-python */
export const setupPython: StandIn = {
    name: "actions/setup-python",
    fidelity: {
        stoodIn:
            "python: this machine's own, in whatever version it has, in an environment of the job's; caches are empty",
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
    async run({ inputs, say, output }) {
        const wanted = inputs["python-version"] || inputs["python-version-file"] || "any";
        say(`Python ${wanted}: stood in for with this machine's`);
        output("python-version", wanted);
        output("cache-hit", "false");
    },
};

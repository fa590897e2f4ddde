// Runs every attack as whoever this process is, with a home folder of its own, and says what came of each: one JSON array.
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type AddressInfo, createServer } from "node:net";

import { strToU8, zipSync, type Zippable } from "fflate";

import * as support from "../../../rehearsal/sandbox/isolation-support";
import { build } from "../../rehearsal/jobs/fixture";
import { type Attack, ATTACKS } from "./attacks";
import { CANARY, changesOf, IN_KEYRING, makeHome, stateOf } from "../../support/home";

export interface Outcomes {
    readonly uid: number;
    /** How the other job ended meanwhile. */
    readonly victim: string;
    readonly outcomes: readonly Outcome[];
}

export interface Outcome {
    readonly name: string;
    /** Where the canary was seen. */
    readonly leaks: readonly string[];
    /** What is not as it was in the home folder. */
    readonly changes: readonly string[];
    readonly said: boolean;
    readonly lines: readonly string[];
}

async function main(folder: string, how: string, key: string): Promise<void> {
    const home = join(folder, "home");
    makeHome(home);
    process.env["HOME"] = home;
    process.env["PATH"] = `${join(home, ".local/bin")}:${process.env["PATH"] ?? ""}`;
    const none = { namespaces: false, overlay: false, network: false, user: false };
    if (how === "open") Object.assign(support, { isolationSupport: () => none });
    // Some of what follows would end or change what is this machine's own.
    else if (!support.isolationSupport().namespaces) throw new Error(`user ${process.getuid?.()} has no walls`);
    const sockets = await listening(folder);
    const victim = build({ buildspec: VICTIM, speed: 3600 });
    const outcomes: Outcome[] = [];
    const attacks = ATTACKS.filter(({ onlyInside }) => how !== "open" || onlyInside !== true);
    for (const attack of attacks) outcomes.push(await attempted(attack, home, { ...sockets.known, HOST_KEY: key }));
    sockets.close();
    const uid = process.getuid?.() ?? -1;
    process.stdout.write(JSON.stringify({ uid, victim: (await victim).status, outcomes } satisfies Outcomes));
}

/** Another job, which has a secret of its own in its variables, its files and its folder for everybody. */
const VICTIM = JSON.stringify({
    version: 0.2,
    env: { shell: "bash", variables: { SECRET: CANARY } },
    phases: { build: { commands: ["echo $SECRET | tee /tmp/secret >secret; read -t 8 < <(tail -f /dev/null); true"] } },
});

async function attempted(attack: Attack, home: string, known: Readonly<Record<string, string>>): Promise<Outcome> {
    const fill = (text: string) =>
        Object.entries({ ...known, HOME_OF_USER: home }).reduce(
            (all, [name, value]) => all.replaceAll(name, value),
            text,
        );
    const { name, commands, artifacts, buildspec, links = {}, files = {}, says } = attack;
    const before = stateOf(home);
    const spec = fill(
        JSON.stringify({ version: 0.2, env: { shell: "bash" }, phases: { build: { commands } }, artifacts }),
    );
    const seen = await build({
        buildspec: buildspec ?? spec,
        // With a daemon there is more to attack.
        project: { environment: { image: "aws/codebuild/standard:8.0", privilegedMode: true } },
        source: zipSync({ ...zipped(files), ...zippedLinks(links, fill) }),
        outputs: artifacts ? ["Out"] : [],
        speed: 3600,
    });
    const everything = [...seen.lines, seen.why ?? ""].join("\n");
    const places = { log: everything, journal: JSON.stringify(seen.facts), artifact: JSON.stringify(seen.outputs) };
    const leaks = Object.entries(places)
        .filter(([, text]) => text.includes(CANARY) || text.includes(IN_KEYRING))
        .map(([place]) => place);
    const said = new RegExp(fill(says.source), says.flags).test(everything);
    return {
        name,
        leaks,
        changes: changesOf(before, stateOf(home)),
        said,
        lines: everything.split("\n"),
    };
}

function zipped(files: Readonly<Record<string, string>>): Zippable {
    return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
}

function zippedLinks(links: Readonly<Record<string, string>>, fill: (text: string) => string): Zippable {
    return Object.fromEntries(
        Object.entries(links).map(([name, to]) => [name, [strToU8(fill(to)), { os: 3, attrs: 0o120777 * 0x10000 }]]),
    );
}

/** Daemons of the host that hand out the canary: on every address, by file and by abstract name. */
async function listening(folder: string) {
    const servers = [0, join(folder, "socket"), `\0fairlead-${process.pid}`].map((at) => {
        const server = createServer((socket) => {
            socket.on("error", () => undefined);
            socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${CANARY}\n`);
        });
        return new Promise<ReturnType<typeof createServer>>((resolve) => server.listen(at, () => resolve(server)));
    });
    const open = await Promise.all(servers);
    const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    return {
        known: {
            HOST_PORT: String((open[0]?.address() as AddressInfo).port),
            HOST_SOCKET: `fairlead-${process.pid}`,
            HOST_FOLDER: folder,
            OWN_ADDRESSES: own
                .filter(({ family }) => family === "IPv4")
                .map(({ address }) => address)
                .join(" "),
        },
        close: () => open.forEach((server) => server.close()),
    };
}

void main(process.argv[2] ?? "", process.argv[3] ?? "", process.argv[4] ?? "0");

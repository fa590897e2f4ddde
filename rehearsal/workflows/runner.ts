// The machine that a job runs on: a room of its own, with the folders where GitHub's runners have them.
import type { Server } from "node:http";
import { posix } from "node:path";

import type { LocalAccount } from "../account/local-account";
import type { CommandHandler, CommandResponse } from "../jobs/command-server";
import { handlerFor } from "../jobs/commands/programs";
import { JobRoom } from "../jobs/job-room";
import { RoomFiles } from "../jobs/room-files";
import type { Credentials } from "./actions/types";
import type { RunnerFolders } from "./contexts";

const PLACES = { output: "/home/runner", local: "/opt/runner" };
/** https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html */
const NO_CREDENTIALS: CommandResponse = {
    code: 253,
    err: '\nUnable to locate credentials. You can configure credentials by running "aws login".\n',
};
/** Programs that call nobody. */
const ALONE = ["sleep", "jq", "zip", "unzip"];

interface RunnerSite {
    readonly account: LocalAccount;
    readonly credentials: Credentials;
    readonly sleep: (milliseconds: number) => Promise<void>;
    readonly say: (line: string) => void;
    /** GitHub's API. */
    readonly api: Server;
    readonly daemon: boolean | undefined;
}

export class Runner {
    public readonly folders: RunnerFolders;
    /** From the workspace on. */
    public readonly files: RoomFiles;
    public readonly home: string;
    private readonly jobRoom: JobRoom;
    private readonly login = new Map<string, string>();
    private readonly site: RunnerSite;

    /** @param repository its name, by which runners call the folder */
    constructor(path: string, repository: string, site: RunnerSite) {
        this.site = site;
        this.jobRoom = new JobRoom(path, undefined, PLACES, site.api);
        this.home = this.jobRoom.folder.output.at;
        const work = posix.join(this.home, "work");
        const temp = posix.join(work, "_temp");
        this.folders = {
            workspace: posix.join(work, repository, repository),
            temp,
            tools: posix.join(this.home, "_tool"),
            event: posix.join(temp, "_github_workflow", "event.json"),
        };
        this.files = new RoomFiles(this.room, this.folders.workspace);
        this.jobRoom.answer = (request) => this.handler(request.program)(request);
    }

    public get room() {
        return this.jobRoom.room;
    }

    /** Makes its folders; answers the variables that every program begins with. */
    public async begin(event: string): Promise<Record<string, string>> {
        const { workspace, temp, tools } = this.folders;
        for (const folder of [workspace, temp, tools]) await this.files.put(folder, []);
        await this.files.write(this.folders.event, Buffer.from(event));
        return {
            ...(await this.jobRoom.environment()),
            HOME: this.home,
            GITHUB_API_URL: await this.jobRoom.githubApiAddress(),
        };
    }

    /** As a command of the job: `aws` and `docker` call for whom the job calls. */
    public async program(name: string, argv: readonly string[], stdin?: string): Promise<CommandResponse> {
        const { workspace: cwd, temp } = this.folders;
        if (stdin === undefined) return this.handler(name)({ program: name, argv, cwd });
        const piped = posix.join(temp, "_piped");
        await this.files.write(piped, Buffer.from(stdin));
        return this.handler(name)({ program: name, argv, cwd, stdin: piped });
    }

    public close(): Promise<void> {
        return this.jobRoom.close();
    }

    private handler(program: string): CommandHandler {
        const { account, credentials, sleep, say, daemon = true } = this.site;
        const { now } = credentials;
        // Docker builds without anybody's leave; it is whoever it asks that wants to know who calls.
        const nobody = { by: { role: "", as: "nobody" }, place: { region: "", account: "" } };
        if (now === undefined && !ALONE.includes(program) && program !== "docker") return async () => NO_CREDENTIALS;
        const { by, place } = now ?? nobody;
        return handlerFor({ account, by, place, sleep, say, login: this.login, daemon }, this.room);
    }
}

/**
 * What runs the script of a step. Without a word of `shell`, bash runs it without `pipefail`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
 */
const BUILT_IN: Readonly<Record<string, string>> = {
    "": "bash -e {0}",
    bash: "bash --noprofile --norc -eo pipefail {0}",
    sh: "sh -e {0}",
    python: "python {0}",
};

/** Words of a shell's own line; `{0}` is the script, which ends as the shell's own files do. */
export function commandOf(shell = ""): {
    readonly argv: (script: string) => readonly string[];
    readonly ending: string;
} {
    const line = Object.hasOwn(BUILT_IN, shell) ? (BUILT_IN[shell] ?? shell) : shell;
    return {
        argv: (script) =>
            line
                .trim()
                .split(/\s+/)
                .map((word) => word.replaceAll("{0}", script)),
        ending: shell === "python" ? ".py" : ".sh",
    };
}

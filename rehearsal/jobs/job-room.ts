// The walls of one build: its folders, its network, and the ways out of it that lead to the engine.
import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";

import { endpoint } from "../sandbox/endpoint";
import { environmentOf } from "../sandbox/environment";
import { lead } from "../sandbox/forward-proxy";
import { Room } from "../sandbox/room";
import { isolationSupport } from "../sandbox/isolation-support";
import { makeClients, placePrograms } from "./clients";
import { type CommandHandler, serve } from "./command-server";
import { JobFolder, type JobPlaces } from "./job-folder";
import { pythonPrograms } from "./python";
import { RoomFiles } from "./room-files";

/** In a network of its own every port is free. Elsewhere the system says which is. */
const PORTS = { commands: 4566, endpoint: 4567, proxy: 4568, githubApi: 4569 };
const ANY = { commands: 0, endpoint: 0, proxy: 0, githubApi: 0 };

export class JobRoom {
    public readonly folder: JobFolder;
    public readonly room: Room;
    /** From the primary source on. */
    public readonly files: RoomFiles;
    /** Answers the job's programs. */
    public answer: CommandHandler = () => Promise.resolve({ code: 255, err: "this build has not begun\n" });
    /** Hears what is said to the job from outside. */
    public say: (line: string) => void = () => undefined;
    private readonly own: boolean;
    private readonly word: string;

    /**
     * @param isolated In namespaces. Default: where this machine has them.
     * @param places Where it sees its folders there. Default: where CodeBuild has them.
     * @param githubApi Answers what a job of a workflow asks GitHub. Default: nobody does.
     */
    constructor(
        path: string,
        isolated = isolationSupport().namespaces,
        places?: JobPlaces,
        private readonly githubApi?: Server,
    ) {
        this.own = isolated && isolationSupport().network;
        this.word = this.own ? "-" : randomUUID();
        this.folder = new JobFolder(path, isolated, places);
        const { output, local, ownTmp, ownHome } = this.folder;
        this.room = new Room({
            isolated,
            writable: [output],
            readable: [local],
            ...(isolated ? { tmp: ownTmp, home: ownHome, grows: true } : {}),
            network: this.own ? "own" : "host",
            ports: withGithubApi(this.own ? PORTS : ANY, githubApi),
            connect: (name, connection) => this.connected(name, connection),
        });
        this.files = new RoomFiles(this.room, this.folder.sources);
        placePrograms(`${local.from}/bin`, pythonPrograms(this.folder.python, this.folder.bin));
        if (this.own) makeClients(`${local.from}/bin`, { port: PORTS.commands, word: this.word });
    }

    /** What every program of the job begins with. */
    public async environment(): Promise<Record<string, string>> {
        const { local, home, tmp, programs } = this.folder;
        const ports = this.own ? PORTS : ((await this.room.ready) as typeof PORTS);
        if (!this.own) makeClients(`${local.from}/bin`, { port: ports.commands, word: this.word });
        const at = (port: number) => `http://127.0.0.1:${port}`;
        return environmentOf({
            ...{ home, tmp, path: programs, endpoint: at(ports.endpoint) },
            ...(this.own ? { proxy: at(ports.proxy) } : {}),
            ...(this.own ? { settings: this.folder.settings } : {}),
        });
    }

    /** Where GitHub's API answers inside. */
    public async githubApiAddress(): Promise<string> {
        const { githubApi } = this.own ? PORTS : ((await this.room.ready) as typeof PORTS);
        return `http://127.0.0.1:${githubApi}`;
    }

    public async close(): Promise<void> {
        await this.room.close();
        this.folder.clear();
    }

    private connected(name: string, connection: Duplex): void {
        if (name === "commands") serve(connection, this.word, (request) => this.answer(request));
        else if (name === "endpoint") endpoint.emit("connection", connection);
        else if (name === "githubApi") this.githubApi?.emit("connection", connection);
        else if (name === "proxy" && this.own) lead(connection, (line) => this.say(line));
        else connection.destroy();
    }
}

function withGithubApi(
    { githubApi: port, ...others }: typeof PORTS,
    githubApi?: Server,
): Readonly<Record<string, number>> {
    return githubApi ? { ...others, githubApi: port } : others;
}

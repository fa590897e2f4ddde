// Answers the programs of a host that stand in for AWS's and the distribution's, in the host's name.
import { type Caller, NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { aws } from "../jobs/commands/aws";
import type { CommandHandler, CommandRequest, CommandResponse } from "../jobs/command-server";
import { milliseconds } from "../jobs/commands/programs";
import { RoomFiles } from "../jobs/room-files";
import { GithubRunners, RUNNER_PROGRAM } from "../services/github-runners";
import { wait } from "../engine/clock";
import { type AgentPackage, INSTALL } from "./agents/package";
import { cloudWatchControl } from "./agents/cloudwatch";
import type { Diary } from "./units/diary";
import type { HostDocker } from "./docker/docker";
import type { HostOrder } from "./host";
import { folderIn } from "./docker/login";
import { copied } from "./packages/aws-bucket";
import type { Installed } from "./packages/installed";
import { journalctl } from "./units/journalctl";
import type { Machine } from "./machine/machine";
import { PACKAGE_COMMANDS } from "./packages/commands";
import { CLOUDWATCH } from "./packages/packages";
import { service, systemctl } from "./units/systemctl";
import type { Units } from "./units/units";

export interface HostSite {
    readonly account: LocalAccount;
    readonly order: HostOrder;
    readonly machine: Machine;
    readonly units: Units;
    readonly diary: Diary;
    readonly agent: AgentPackage;
    readonly installed: Installed;
    readonly docker: HostDocker;
    /** Nothing where it has no instance profile. */
    readonly by?: Caller;
    /** What `docker login` has left. */
    readonly login: Map<string, string>;
    /** Ends the host, as one that shuts itself down. */
    shutDown(how: string): void;
}

type Play = (request: CommandRequest, site: HostSite, stdin: () => Promise<Buffer>) => Promise<CommandResponse>;

const shutdown: Play = async ({ program, argv }, site) => {
    const words = argv.filter((word) => !/^(-h|-P|-p|-H|--no-wall|--halt|--poweroff|now|\+0|-f|--force)$/.test(word));
    if (program === "reboot" || words.length > 0) throw new NotRehearsed([program, ...argv].join(" "));
    site.shutDown([program, ...argv].join(" "));
    return { code: 0 };
};

/** What user data waits for on a host, services above all, is there sooner than on AWS. */
const PAUSE = 100;
const NO_DAEMON = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n";

const PROGRAMS: Readonly<Record<string, Play>> = {
    aws: async ({ argv, cwd, attempts }, { account, order, machine, by, login, diary }, stdin) => {
        if (!by)
            return {
                code: 255,
                err: '\nUnable to locate credentials. You can configure credentials by running "aws configure".\n',
            };
        const files = new RoomFiles(machine.room, cwd);
        const downloaded = await copied(argv, { account, by, place: order.place, files });
        if (downloaded) return downloaded;
        return aws(argv, {
            account,
            by: { ...by, ...(attempts === undefined ? {} : { attempts }) },
            place: order.place,
            files,
            room: machine.room,
            stdin,
            sleep: (milliseconds) => account.clock.sleep(milliseconds),
            say: (line) => diary.write("aws", line),
            login,
        });
    },
    docker: async ({ argv, cwd }, { docker, machine, units }, stdin) => {
        const { unit } = await units.find("docker");
        if (unit.state !== "active") return { code: 1, err: NO_DAEMON };
        const [config, words] = folderIn(argv);
        return docker.command(words, { files: new RoomFiles(machine.room, cwd), stdin, config });
    },
    [RUNNER_PROGRAM]: async ({ argv }, { account }) => {
        const why = await account.part(GithubRunners).work(argv[0] ?? "");
        return why === undefined ? { code: 0 } : { code: 1, err: `${why}\n` };
    },
    systemctl: ({ argv }, site) => systemctl(argv, site),
    service: ({ argv }, site) => service(argv, site),
    journalctl: ({ argv }, { diary }) => journalctl(argv, diary),
    sleep: async ({ argv }, { account }) => {
        const span = milliseconds(argv);
        if (span === undefined) return { code: 1, err: `sleep: invalid time interval '${argv.join(" ")}'\n` };
        await wait(account.clock, span, Math.min(span, PAUSE));
        return { code: 0 };
    },
    [`${CLOUDWATCH}-ctl`]: ({ argv, cwd }, site) =>
        cloudWatchControl(argv, site, new RoomFiles(site.machine.room, cwd)),
    ...Object.fromEntries(
        Object.entries(PACKAGE_COMMANDS).map(([name, play]): [string, Play] => [
            name,
            ({ argv, cwd }, { installed, machine }) => play(argv, installed, new RoomFiles(machine.room, cwd)),
        ]),
    ),
    "codedeploy-agent": ({ argv }, { agent }) => agent.command(argv),
    ...Object.fromEntries(["shutdown", "poweroff", "halt", "reboot"].map((name) => [name, shutdown])),
};

export function handlerFor(site: HostSite): CommandHandler {
    return async (request) => {
        const { program, argv, cwd, stdin: piped } = request;
        const files = new RoomFiles(site.machine.room, cwd);
        const stdin = () => (piped === undefined ? Promise.resolve(Buffer.alloc(0)) : files.read(piped));
        try {
            if (program.startsWith(INSTALL)) return await site.agent.install(program.slice(INSTALL.length), argv);
            const play = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined;
            if (!play) throw new NotRehearsed(program);
            return await play(request, site, stdin);
        } catch (error) {
            if (!(error instanceof NotRehearsed)) throw error;
            site.diary.write(program, error.message);
            return { code: 1, err: `${error.message}\n` };
        } finally {
            if (piped !== undefined) await files.remove(piped).catch(() => undefined);
        }
    };
}

// Answers the programs of a host that stand in for AWS's and the distribution's, in the host's name.
import { type Caller, NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { aws } from "../jobs/commands/aws";
import type { CommandHandler, CommandRequest, CommandResponse } from "../jobs/command-server";
import { RoomFiles } from "../jobs/room-files";
import { type AgentPackage, INSTALL } from "./agent-package";
import type { Diary } from "./diary";
import type { HostOrder } from "./host";
import type { Machine } from "./machine";
import { service, systemctl } from "./systemctl";
import type { Units } from "./units";

export interface HostSite {
    readonly account: LocalAccount;
    readonly order: HostOrder;
    readonly machine: Machine;
    readonly units: Units;
    readonly diary: Diary;
    readonly agent: AgentPackage;
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

const PROGRAMS: Readonly<Record<string, Play>> = {
    aws: async ({ argv, cwd, attempts }, { account, order, machine, by, login, diary }, stdin) => {
        if (!by)
            return {
                code: 255,
                err: '\nUnable to locate credentials. You can configure credentials by running "aws configure".\n',
            };
        return aws(argv, {
            account,
            by: { ...by, ...(attempts === undefined ? {} : { attempts }) },
            place: order.place,
            files: new RoomFiles(machine.room, cwd),
            room: machine.room,
            stdin,
            sleep: (milliseconds) => account.clock.sleep(milliseconds),
            say: (line) => diary.write("aws", line),
            login,
        });
    },
    systemctl: ({ argv }, site) => systemctl(argv, site),
    service: ({ argv }, site) => service(argv, site),
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

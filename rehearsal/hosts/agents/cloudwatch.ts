// CloudWatch's agent of a host: what it is told to send, it asks for in the name of the host's role when it starts. Nothing is
// sent, since every line of a host is a fact anyway.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
import { arnIn } from "../../../plan/arn";
import { isRecord } from "../../../plan/plans";
import { ofKnownSize } from "../../../text/yaml";
import type { Json } from "../../../plan/document";
import { type Caller, Denied, NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { CommandResponse } from "../../jobs/command-server";
import type { RoomFiles } from "../../jobs/room-files";
import type { Diary } from "../units/diary";
import type { HostOrder } from "../host";
import { CLOUDWATCH } from "../packages/packages";
import type { Units } from "../units/units";

interface At {
    readonly account: LocalAccount;
    readonly order: HostOrder;
    readonly by?: Caller;
    readonly units: Units;
    readonly diary: Diary;
}

/** No configuration is larger. */
const MOST = 1 << 20;

export async function cloudWatchControl(argv: readonly string[], at: At, files: RoomFiles): Promise<CommandResponse> {
    const given = new Map<string, string>();
    for (let word = 0; word < argv.length; word += 1) {
        const flag = argv[word] ?? "";
        given.set(flag, flag === "-s" ? "" : (argv[(word += 1)] ?? ""));
    }
    const [action, from] = [given.get("-a"), given.get("-c") ?? ""];
    const { unit } = await at.units.find(CLOUDWATCH);
    if (action === "stop") await unit.stop();
    else if (action === "start") await unit.start();
    else if (action === "status")
        return { code: 0, out: `{ "status": "${unit.state === "active" ? "running" : "stopped"}" }\n` };
    else if (action !== "fetch-config" && action !== "append-config")
        throw new NotRehearsed(`${CLOUDWATCH}-ctl ${argv.join(" ")}`);
    if (action === "stop" || action === "start") return { code: 0 };
    if (!from.startsWith("file:"))
        throw new NotRehearsed(`${CLOUDWATCH}-ctl -c ${from}; write it to a file (file:PATH)`);
    const text = (await files.read(from.slice("file:".length), MOST)).toString("utf8");
    try {
        for (const group of groupsIn(ofKnownSize(JSON.parse(text) as Json))) asks(at, group);
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return { code: 1, err: `${from} is no JSON: ${error.message}\n` };
    }
    if (given.has("-s")) await unit.start();
    return { code: 0 };
}

function groupsIn(configuration: Json): ReadonlySet<string> {
    const list = ["logs", "logs_collected", "files", "collect_list"].reduce<unknown>(
        (found, key) => (isRecord(found) ? found[key] : undefined),
        configuration,
    );
    const names = (Array.isArray(list) ? (list as unknown[]) : []).map(
        (each) => isRecord(each) && each["log_group_name"],
    );
    return new Set(names.filter((name) => typeof name === "string"));
}

/** A refusal does not stop the agent, which says it in its own log and tries again for ever; it is a fact all the same. */
function asks({ account, order, by, diary }: At, group: string): void {
    const on = `${arnIn(order.place, "logs", `log-group:${group}`)}:log-stream:${order.id}`;
    for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) {
        try {
            if (by) account.gateway.ask({ by, action, on });
            else diary.write(CLOUDWATCH, "NoCredentialProviders: no valid providers in chain");
        } catch (error) {
            if (!(error instanceof Denied)) throw error;
            diary.write(CLOUDWATCH, `AccessDeniedException: ${error.message}`);
        }
    }
}

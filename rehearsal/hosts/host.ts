// What the rehearsal asks of a virtual machine: that it boots, plays what CodeDeploy's agent is told, runs what Systems
// Manager sends, answers at its ports, and ends. Whose it is, and when it is replaced, is decided elsewhere.
import type { Plan } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { Caller } from "../account/gateway";
import type { Address } from "../containers/engine";

/** What an instance is launched with. */
export interface HostOrder {
    /** As EC2 names it: `i-` and 17 hexadecimal digits. */
    readonly id: string;
    /** The plan whose account and region it stands in. */
    readonly place: Plan;
    readonly availabilityZone: string;
    readonly instanceType: string;
    /** The AMI, or the public parameter that names it: which distribution it is. */
    readonly image: string;
    /** As its program reads it: no base64. */
    readonly userData: string;
    /** The ARN of its instance profile's role; an instance without one has no credentials. */
    readonly role?: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly privateAddress: string;
    readonly publicAddress?: string;
    /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsRequest.html */
    readonly metadata: { readonly tokensRequired: boolean; readonly tagsShown: boolean };
}

export type RaiseHost = (account: LocalAccount, order: HostOrder) => Host;

/** Where an instance ended before it had done what it was asked. */
export class HostGone extends Error {}

export interface Host {
    readonly order: HostOrder;
    /** Runs its user data; it may be sent commands before that has ended. Asked twice, it is the same boot. */
    boot(): Promise<BootEnd>;
    /** Whether CodeDeploy's agent is installed and its service runs, so that it polls. */
    readonly agent: AgentState;
    /** A deployment as the agent is told of it. Nothing happens until an event is played. */
    deploy(order: DeployOrder): HostDeployment;
    /** Plays `aws:runShellScript`, as root. Systems Manager's agent is there from the first moment on. */
    run(order: RunCommand): Promise<CommandEnd>;
    /** Where a port of it answers. It is there before anything listens, and refuses until then. */
    address(port: number): Address;
    /** Ends all that runs there and forgets its files. */
    terminate(): Promise<void>;
    /** Why it is no longer there: it was terminated, shut itself down, or its machine's first process ended. */
    readonly ended: Promise<string>;
}

export interface BootEnd {
    /** What cloud-init makes of user data: a failed script does not stop an instance. */
    readonly code: number;
    /** Its last words, where it failed. */
    readonly why?: string;
}

export interface AgentState {
    readonly version?: string;
    readonly running: boolean;
}

export interface DeployOrder {
    /** `d-` and nine letters or digits. */
    readonly deployment: string;
    readonly application: string;
    readonly group: { readonly id: string; readonly name: string };
    readonly revision: Revision;
    /** What the deployment says of files that are in its way; an AppSpec that says more is asked first. */
    readonly fileExistsBehavior?: FileExistsBehavior;
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html#CodeDeploy-CreateDeployment-request-fileExistsBehavior */
export type FileExistsBehavior = "DISALLOW" | "OVERWRITE" | "RETAIN";

export interface Revision {
    /** As logs name it: `s3://bucket/key`. */
    readonly name: string;
    /** The bytes of a zip, asked for in the name of the instance's role; throws what the gateway throws. */
    readonly bytes: (by: Caller) => Promise<Buffer>;
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-run-order */
export type AgentEvent =
    | "BeforeBlockTraffic"
    | "AfterBlockTraffic"
    | "ApplicationStop"
    | "DownloadBundle"
    | "BeforeInstall"
    | "Install"
    | "AfterInstall"
    | "ApplicationStart"
    | "ValidateService"
    | "BeforeAllowTraffic"
    | "AfterAllowTraffic";

export interface HostDeployment {
    /**
     * Plays one lifecycle event. The agent itself knows which revision's scripts an event runs. Throws `HostGone`, also
     * where there is no agent that would be polling.
     */
    play(event: AgentEvent): Promise<EventEnd>;
    /** Ends the script that is running, as where a deployment is stopped with no wait. */
    stop(): void;
}

export interface EventEnd {
    readonly status: "Succeeded" | "Failed";
    /** Where it failed, or where scripts ran. */
    readonly diagnostics?: Diagnostics;
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Diagnostics.html */
export interface Diagnostics {
    readonly errorCode:
        "Success" | "ScriptMissing" | "ScriptNotExecutable" | "ScriptTimedOut" | "ScriptFailed" | "UnknownError";
    readonly scriptName: string;
    readonly message: string;
    /** The last of what the scripts wrote. */
    readonly logTail: string;
}

export interface RunCommand {
    /** As the log names it. */
    readonly id: string;
    readonly commands: readonly string[];
    readonly workingDirectory?: string;
    /** @default 3600 */
    readonly timeoutSeconds?: number;
}

export interface CommandEnd {
    /** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CommandPlugin.html */
    readonly status: "Success" | "Failed" | "TimedOut";
    readonly code: number;
    readonly out: string;
    readonly err: string;
}

// Facts of a host, each about the ARN-less id of the instance:
// `host.launched` {image, type, role, stack}; `host.booted` {code, why, agent}; `host.ended` {why}; `line` {text} for
// everything that user data, units, hooks and commands write.

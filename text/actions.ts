import { Scalar } from "yaml";

/** An action of the marketplace, as it is used: by a commit that no tag can be moved away from. */
interface Pin {
    readonly commit: string;
    /** The version whose tag named this commit when it was written down; each runs on node24. */
    readonly tag: string;
}

/** Read from the tags of each action's own repository. What is not here is done by a script of ours. */
const PINS = {
    "actions/attest": { tag: "v4.2.2", commit: "1e69f48acb82d1966a394da916b4c1698aa569d6" },
    "actions/checkout": { tag: "v7.0.1", commit: "3d3c42e5aac5ba805825da76410c181273ba90b1" },
    "actions/setup-node": { tag: "v7.0.0", commit: "820762786026740c76f36085b0efc47a31fe5020" },
    "actions/setup-python": { tag: "v7.0.0", commit: "5fda3b95a4ea91299a34e894583c3862153e4b97" },
    "actions/upload-artifact": { tag: "v7.0.0", commit: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f" },
    "actions/download-artifact": { tag: "v8.0.1", commit: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c" },
    "aws-actions/configure-aws-credentials": { tag: "v6.2.3", commit: "e6de054238d6b7531b4efff3b6587d9aade6a06c" },
    "pulumi/actions": { tag: "v7.0.0", commit: "8e5e406f4007fca908480587cb9893c07090f58d" },
} as const satisfies Readonly<Record<string, Pin>>;

/** What stands after `uses:`, its version beside it for who reads it and for what updates it. */
export function uses(action: keyof typeof PINS): Scalar<string> {
    const { commit, tag } = PINS[action];
    const scalar = new Scalar(`${action}@${commit}`);
    scalar.comment = ` ${tag}`;
    return scalar;
}

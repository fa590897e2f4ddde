import type { LocalAccount } from "../account/local-account";
import type { Fold } from "../engine/journal";
import { keep } from "./files";
import { Signer } from "./signature";

/** The key that signs in this session; a session that goes on has another one. */
export class Keys implements Fold {
    private made?: Promise<Signer>;

    constructor(private readonly account: LocalAccount) {}

    public apply(): void {
        // No fact holds a key.
    }

    /** Made when something is signed for the first time: it takes a while. */
    public signer(): Promise<Signer> {
        return (this.made ??= Signer.make().then((signer) => {
            keep(this.account, [".", signer.path.slice(1)], signer.certificate);
            return signer;
        }));
    }
}

// A container as SageMaker runs it, for training, processing and serving alike: the image by its digest, and the folder
// /opt/ml, which is filled before it starts and read once it has ended.
// https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo.html
import { join } from "node:path";

import { TYPE } from "../../plan/tokens";
import { text } from "../../plan/plans";
import { NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { engineOf } from "../containers";
import type { Container } from "../containers/engine";
import { Images } from "../services/images";
import type { BuiltImage } from "../services/image";
import { SharedFolder } from "./shared-folder";

const AT = "/opt/ml";

interface RoomOrder {
    /** An image in one of the plans' repositories, by tag or digest. Who pulls it has asked IAM already. */
    readonly image: string;
    /** `train` and `serve` are arguments: `docker run <image> train`. */
    readonly command?: readonly string[];
    readonly entryPoint?: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    /** 8080, where it serves. */
    readonly port?: number;
    readonly name: string;
    readonly log: (line: string) => void;
}

export class Room {
    /** `/opt/ml`. */
    public readonly folder: SharedFolder;

    constructor(private readonly account: LocalAccount) {
        this.folder = SharedFolder.make(join(account.folder, "sagemaker"));
    }

    /** Starts the container; ends with the rehearsal at the latest. */
    public async run({ image, ...order }: RoomOrder): Promise<Container> {
        const engine = await engineOf(this.account);
        const folders = [{ from: this.folder.root, at: AT }];
        const container = await engine
            .run({ ...order, image: imageOf(this.account, image), folders })
            .catch((error: unknown) => {
                // What the image or the order is wrong about, in the engine's words.
                throw error instanceof NotRehearsed ? error : new Refused("ClientError", (error as Error).message);
            });
        this.account.atEnd(() => container.stop(0));
        return container;
    }

    /** What the container left is gone, too. */
    public close(): void {
        this.folder.remove();
    }
}

/** Images that AWS keeps for everybody lie in registries of other accounts, which a rehearsal never asks. */
function imageOf(account: LocalAccount, image: string): BuiltImage {
    const uri = image.replace(/@.*$/, "").replace(/:[^/]*$/, "");
    if (!account.plans.find(TYPE.imageRepository, (resource) => text(resource, "repositoryUrl") === uri))
        throw new NotRehearsed(
            `the image ${image}, which lies in no repository of these plans; build one of your own, with a Dockerfile that the rehearsal can play`,
        );
    return account.part(Images).resolve(image);
}

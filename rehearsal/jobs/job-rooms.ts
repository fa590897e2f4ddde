// A room takes longer to raise than most jobs take to begin, so the next one is raised while this one is used.
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";

import type { LocalAccount } from "../account/local-account";
import { JobRoom } from "./job-room";

export class JobRooms {
    private spare?: JobRoom;
    private isAhead = false;
    private readonly folder: string;

    constructor(account: LocalAccount) {
        this.folder = join(account.folder, "jobs");
    }

    /** Removes what a killed engine left; from now on one room is ready before it is asked for. */
    public begin(account: LocalAccount): void {
        rmSync(this.folder, { recursive: true, force: true });
        this.isAhead = true;
        account.atEnd(async () => {
            this.isAhead = false;
            await this.spare?.close();
        });
    }

    public next(): JobRoom {
        const spare = this.spare;
        const next = spare?.room.isOpen === true ? spare : this.raised();
        next.room.holds(true);
        this.spare = this.isAhead ? this.raised() : undefined;
        this.spare?.room.holds(false);
        return next;
    }

    private raised(): JobRoom {
        return new JobRoom(join(this.folder, randomUUID()));
    }
}

import { Room } from "../../../rehearsal/sandbox/room";
import { RoomFiles } from "../../../rehearsal/jobs/room-files";

/** Files as a job names them, of a folder that the test sees as well. */
export async function inFolder<T>(folder: string, use: (files: RoomFiles, room: Room) => Promise<T>): Promise<T> {
    const room = new Room({ isolated: false });
    try {
        return await use(new RoomFiles(room, folder), room);
    } finally {
        await room.close();
    }
}

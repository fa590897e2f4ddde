// A first boot as cloud-init makes it: user data runs once, as root; what becomes of it does not stop the instance.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
import { NotRehearsed } from "../account/gateway";
import type { Diary } from "./units/diary";
import type { BootEnd } from "./host";
import type { Machine } from "./machine/machine";

const SCRIPT = "/var/lib/cloud/instance/scripts/part-001";
const LOG = "/var/log/cloud-init-output.log";

/** What cloud-init knows besides: https://cloudinit.readthedocs.io/en/latest/explanation/format.html */
const OTHER =
    /^(#cloud-config|#include|#cloud-boothook|#part-handler|#cloud-config-archive|Content-Type:|MIME-Version:|## template|\u001f)/;

export function refuseUserData(userData: string): void {
    const [kind] = OTHER.exec(userData) ?? [];
    if (kind !== undefined)
        throw new NotRehearsed(
            `user data that begins with ${JSON.stringify(kind)}; let it be one script that begins with #!`,
        );
    if (userData.trim() !== "" && !userData.startsWith("#!"))
        throw new NotRehearsed("user data that does not begin with #!, which cloud-init does not run");
}

export async function boot(machine: Machine, diary: Diary, userData: string): Promise<BootEnd> {
    if (userData.trim() === "") return { code: 0 };
    await machine.files.write(SCRIPT, Buffer.from(userData));
    await machine.ask("chmod", "700", SCRIPT);
    let last = "";
    const script = machine.start(["bash", "-c", `exec </dev/null > >(exec tee -a ${LOG}) 2>&1; exec ${SCRIPT}`], {
        env: { PATH: `/usr/lib/fairlead/boot:${machine.env["PATH"] ?? ""}` },
        log: (line) => {
            if (line.trim() !== "") last = line.trim();
            diary.write("user-data", line);
        },
    });
    const { code, signal } = await script.ended;
    const ended = code ?? 128;
    if (ended === 0) return { code: 0 };
    return { code: ended, why: signal === null ? last : `${last} (${signal})` };
}

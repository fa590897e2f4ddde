import { z } from "zod";

/** Every kind of source has it: what lies in a repository, nothing else here can know. */
export const clone = z
    .string()
    .regex(/^[^/\s]\S*$/)
    .optional()
    .meta({
        description:
            "Folder with a clone of the repository: what a rehearsal pushes, and check reads. Nothing that is brought up looks at it.",
        allowed: "a folder relative to the project",
        isFolder: true,
        examples: ["../my-service"],
    });

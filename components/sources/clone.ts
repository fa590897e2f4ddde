import { z } from "zod";

/** Every kind of source has this setting, because nothing else here knows what a repository contains. */
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

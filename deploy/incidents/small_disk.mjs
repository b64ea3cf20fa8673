// A disk of a few megabytes for one process, which is gone when that ends.
import {execFile} from "node:child_process";
import {mkdir, open, rm} from "node:fs/promises";
import {join} from "node:path";
import {promisify} from "node:util";

const kSize = "24m";
const kPiece = Buffer.alloc(64 * 1024);

/// Makes `dir`; what is run `within` the returned words has a small disk of its own there. Needs no
/// rights beyond those of namespaces.
export async function smallDisk(dir)
{
    await mkdir(dir, {recursive: true});
    const rights = process.getuid() === 0 ? [] : ["--map-root-user"];
    const within = ["unshare", "--mount", ...rights, "sh", "-ec",
        `mount -t tmpfs -o size=${kSize} interlock "$0"; exec "$@"`, dir];
    try
    {
        await promisify(execFile)(within[0], [...within.slice(1), "true"]);
    }
    catch (error)
    {
        throw new Error(`a small disk needs mount namespaces (unshare --mount): ${error.message}`);
    }
    return within;
}

/// Puts a file on the disk that process `pid` has at `dir`, as large as it gets. Returns a function
/// that removes it again.
export async function fill(pid, dir)
{
    const path = join(`/proc/${pid}/root`, dir, "old-backup.db");
    const file = await open(path, "w");
    try
    {
        for (;;)
            await file.write(kPiece);
    }
    catch (error)
    {
        if (error.code !== "ENOSPC")
            throw error;
    }
    finally
    {
        await file.close();
    }
    return () => rm(path);
}

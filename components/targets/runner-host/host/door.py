"""Leads who comes to the application's port to the container that is live; who is in stays where they are.

The file says which port that is, and behind which other one the live container answers; it is read for each who comes.
"""

import asyncio
import json

LIVE = "/var/lib/fairlead/live.json"


def live():
    try:
        with open(LIVE, encoding="utf-8") as file:
            found = json.load(file)
        return int(found["port"]), int(found["to"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


async def pour(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()


async def lead(reader, writer):
    inside = None
    try:
        inner, inside = await asyncio.open_connection("127.0.0.1", live()[1])
        await asyncio.gather(pour(reader, inside), pour(inner, writer))
    except (OSError, TypeError):
        pass  # whoever asked is answered by the end of the connection
    finally:
        for each in [writer, inside]:
            if each is not None:
                each.close()


async def main():
    server, bound = None, None
    while True:
        port, _ = live()
        if port is not None and port != bound:
            if server is not None:
                server.close()
            server, bound = await asyncio.start_server(lead, "0.0.0.0", port), port
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main())

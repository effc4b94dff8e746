"""A bridge to a row in another language: a process of its own that stays, and answers one call after the other.

A message there or back is the length of a header, four bytes; the header, JSON; and arrays, whose dtypes and shapes
stand in the header. Arrays lie in C order, and all numbers are little-endian. An answer with an `error` has no arrays.
"""

import atexit
import json
import os
import signal
import struct
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np

PATIENCE = 5.0
"""Seconds in which a process that has closed its pipes must have ended."""


class Failed(Exception):
    """The child reported an error; the text is its own."""


class Died(BaseException):
    """The child ended before it had answered. This is no Exception: those are refusals, and this is a crash."""


class Child:
    """A process that is started at the first call, and again where it has ended. Calls of several threads take turns.

    It ends with this process. A fork of this process starts a child of its own.
    """

    def __init__(self, *command: str) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._process: Any = None
        self._errors: Any = None
        """What the process writes to stderr."""
        atexit.register(self._end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def __call__(self, header: Mapping[str, Any], *arrays: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
        """The arrays that the child answers with. Raises Failed where it reports an error, and Died where it ends."""
        with self._lock:
            try:
                if self._process is None or self._process.poll() is not None:
                    self._start()
                self._send(header, arrays)
                answer = self._received()
            except (EOFError, BrokenPipeError):
                raise Died(self._obituary()) from None
            except BaseException:
                # Whoever is interrupted leaves half a message in a pipe.
                self._end()
                raise
        if isinstance(answer, str):
            raise Failed(answer)
        return answer

    def close(self) -> None:
        """Ends the child. The next call starts another."""
        with self._lock:
            self._end()

    def _start(self) -> None:
        self._end()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 it is closed with the pipes
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._command, bufsize=0, stdin=pipe, stdout=pipe, stderr=self._errors)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            self._close(process)

    def _forget(self) -> None:
        """In a fork: leaves the child to the process that has started it."""
        process, self._process, self._lock = self._process, None, threading.Lock()
        if process:
            process.returncode = 0  # it is not waited for here
            self._close(process)

    def _close(self, process: Any) -> None:
        for file in (process.stdin, process.stdout, self._errors):
            file.close()

    def _send(self, header: Mapping[str, Any], arrays: tuple[np.ndarray[Any, Any], ...]) -> None:
        portable = [np.asarray(array, array.dtype.newbyteorder("<")) for array in arrays]
        kinds = [{"dtype": array.dtype.str, "shape": array.shape} for array in portable]
        text = json.dumps({**header, "arrays": kinds}).encode()
        left = memoryview(b"".join([struct.pack("<I", len(text)), text, *(array.tobytes() for array in portable)]))
        while left:
            left = left[self._process.stdin.write(left) :]

    def _received(self) -> list[np.ndarray[Any, Any]] | str:
        """The arrays of an answer, or its error."""
        (length,) = struct.unpack("<I", self._filled(bytearray(4)))
        header = json.loads(self._filled(bytearray(length)))
        if "error" in header:
            return str(header["error"])
        arrays = [np.empty(kind["shape"], kind["dtype"]) for kind in header["arrays"]]
        for array in arrays:
            self._filled(array.reshape(-1).view(np.uint8))
        return arrays

    def _filled(self, room: Any) -> Any:
        left = memoryview(room)
        while left:
            if not (count := self._process.stdout.readinto(left)):
                raise EOFError
            left = left[count:]
        return room

    def _obituary(self) -> str:
        """How the child ended, and the last that it said."""
        try:
            status = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            how = "closed its pipes"
        else:
            how = f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with the exit status {status}"
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - 2000))
        said = self._errors.read().decode(errors="replace").strip()
        self._end()
        return f"{self._command[0]} {how}" + (f", saying: {said}" if said else "")

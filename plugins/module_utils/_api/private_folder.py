# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private files of this user on this machine, and locks that the kernel releases when their holder dies."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pwd
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Callable

_FOLDER = "motadata.serviceops"
_POLL = 0.02
# Seconds after which the wait for a lock is announced: most take less.
_SILENCE = 3.0
# A kept record has a few kilobytes; whatever is larger was not written here.
_LARGEST_FILE = 64 * 1024


class UnsafeFolderError(Exception):
    """The folder or a file in it may not be this user's own; the text names the reason."""


class PrivateFolder:
    """The folder of kept tokens, of locks, and of what is known of outages and of writes.

    If it cannot be used, there is one warning, and nothing is kept.

    ``chosen`` is the task's ``token_cache_path``; without it there is one folder for each user. ``announce`` shows a
    wait when it begins.
    """

    def __init__(
        self,
        chosen: str | None,
        environ: Mapping[str, str],
        warn: Callable[[str], None],
        announce: Callable[[str], None] | None = None,
    ) -> None:
        self._chosen = chosen
        self._environ = environ
        self.warn = warn
        self._announce = announce or warn
        self._path: Path | None = None
        self._given_up = False
        self._has_locks = True

    def file(self, name: str) -> Path | None:
        """Return the path of a file in the folder, which is made if it is missing; None without a folder."""
        with self.guarded():
            if self._path is None and not self._given_up:
                self._path = _private_folder(self._chosen, self._environ)
        return self._path / name if self._path else None

    def read_record(self, name: str) -> dict[str, Any] | None:
        """Return the JSON object in a file, None if there is none, or it is torn or too large. Makes no folder."""
        path = self._known_file(name)
        with self.guarded(), suppress(FileNotFoundError, ValueError, RecursionError):
            if path:
                with os.fdopen(open_private(path, os.O_RDONLY), "rb") as file:
                    content = file.read(_LARGEST_FILE + 1)
                record = json.loads(content) if len(content) <= _LARGEST_FILE else None
                return record if isinstance(record, dict) else None
        return None

    def write_record(self, name: str, record: dict[str, Any]) -> None:
        """Write a JSON object in place of an earlier one; a reader never sees half of it."""
        path = self.file(name)
        # Another task may be writing the same, without a lock.
        with self.guarded(), suppress(FileNotFoundError, FileExistsError):
            if path:
                replace_file(path, json.dumps(record).encode())

    def remove(self, name: str) -> None:
        path = self._known_file(name)
        with self.guarded():
            if path:
                path.unlink(missing_ok=True)

    def _known_file(self, name: str) -> Path | None:
        """Return the path of a file if the folder is there and private; makes nothing, and warns of nothing."""
        if self._path is None and not self._given_up:
            with suppress(UnsafeFolderError, OSError, RuntimeError):
                self._path = _checked(_folder_of(self._chosen, self._environ))
        return self._path / name if self._path else None

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Do without the folder from now on if an error inside shows it to be unsafe or unusable."""
        try:
            yield
        except (UnsafeFolderError, OSError) as exc:
            self._path = None
            if not self._given_up:
                self.warn(
                    f"No access token is kept for the next task, and no lock is taken, because {exc}. "
                    "Set token_cache_path to a private folder."
                )
            self._given_up = True

    @contextmanager
    def locked(self, name: str, timeout: float) -> Iterator[bool | None]:
        """Hold the lock ``name`` among the processes of this machine, or continue without it after ``timeout`` seconds.

        Yields whether it is held: False means that another process has it, None that there are no locks.
        Its file stays; the lock goes with its holder, whatever kills it.
        """
        with ExitStack() as stack:
            is_held: bool | None = None
            path = self.file(name)
            with self.guarded():
                if path:
                    descriptor = open_private(path, os.O_RDWR | os.O_CREAT)
                    stack.callback(os.close, descriptor)
                    is_held = _acquired(descriptor, min(timeout, _SILENCE))
                    if is_held is False and timeout > _SILENCE:
                        left = timeout - _SILENCE
                        self._announce(f"Another task holds {path}; waiting for it for {left:.0f} s at most.")
                        is_held = _acquired(descriptor, left)
                    self._check_locks(is_held)
            yield is_held

    def _check_locks(self, is_held: bool | None) -> None:
        if is_held is None and self._has_locks:
            self._has_locks = False
            self.warn(
                f"The file system of {self._path} has no locks: tasks that run at the same time may each sign in, or "
                "create the same record. Set token_cache_path to a private folder on a local disk."
            )


def _acquired(descriptor: int, timeout: float) -> bool | None:
    """Return whether the lock of a file is held within ``timeout`` seconds, None if its file system has no locks."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            if exc.errno not in (errno.EAGAIN, errno.EACCES):
                return None
        else:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL)


def open_private(path: Path, flags: int) -> int:
    """Open a regular file of this user, mode 0600, and return its descriptor.

    Never follows a link. Raises UnsafeFolderError if the file is not what it must be, OSError if there is none.
    """
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
    except OSError as exc:
        if exc.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise UnsafeFolderError(f"{path} is not a regular file") from exc
        raise
    try:
        found = os.fstat(descriptor)
        _check_own(path, found, stat.S_ISREG)
        if found.st_nlink > 1:
            raise UnsafeFolderError(f"{path} has another name (a hard link)")
    except UnsafeFolderError:
        os.close(descriptor)
        raise
    return descriptor


def replace_file(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a private file in place of an earlier one; ``durable`` waits until the disk has it."""
    # One name is enough, so that a killed process leaves one file at most; writing without a lock may fail.
    unfinished = Path(f"{path}.new")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(open_private(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(unfinished, path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise


def _private_folder(chosen: str | None, environ: Mapping[str, str]) -> Path:
    """Return the existing folder, mode 0700 and this user's own; raises UnsafeFolderError if there is none."""
    try:
        folder = _folder_of(chosen, environ)
        _make_folder(folder)
        return _checked(folder)
    except (OSError, RuntimeError) as exc:
        raise UnsafeFolderError(str(exc).rstrip(".")) from exc


def _folder_of(chosen: str | None, environ: Mapping[str, str]) -> Path:
    return Path(chosen).expanduser() if chosen else _home(environ) / ".cache" / _FOLDER


def _checked(folder: Path) -> Path:
    _check_own(folder, folder.lstat(), stat.S_ISDIR)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnsafeFolderError(f"{folder} cannot be written to")
    return folder


def _home(environ: Mapping[str, str]) -> Path:
    """Return the home of the user that this process runs as.

    HOME and the XDG variables differ between logins, sudo, cron and services of one user, which must share the locks.
    So HOME counts only for a user without a home, as in a container that runs as any number.
    """
    with suppress(KeyError):
        home = Path(pwd.getpwuid(os.geteuid()).pw_dir)
        if home != Path("/") and home.is_dir():
            return home
    named = environ.get("HOME", "")
    if not os.path.isabs(named):
        raise UnsafeFolderError("this user has no home folder")
    return Path(named)


def _make_folder(path: Path) -> None:
    """Make a folder and what is missing above it, all of them private whatever the umask."""
    with suppress(FileExistsError):
        try:
            path.mkdir(mode=0o700)
        except FileNotFoundError:
            if path.parent == path:
                raise
            _make_folder(path.parent)
            path.mkdir(mode=0o700)


def _check_own(path: Path, found: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    if not is_kind(found.st_mode):
        raise UnsafeFolderError(f"{path} is a link or not of the right kind")
    if found.st_uid != os.geteuid():
        raise UnsafeFolderError(f"{path} belongs to another user")
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        raise UnsafeFolderError(f"{path} is open to other users (mode {mode:04o})")

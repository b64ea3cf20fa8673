#include "tests/support/failing_disk.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <new>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

namespace interlock::testing
{
namespace
{
constexpr const char* kName = "failing-disk";

/// A write, or without bytes a truncation to `offset`.
struct Change
{
    size_t offset = 0;
    std::string bytes;
};

/// A file, whatever its name.
struct Content
{
    std::string synced;
    std::vector<Change> unsynced;  // In order.
};

void apply(std::string& content, size_t offset, std::string_view bytes, char filling)
{
    if (content.size() < offset + bytes.size())
        content.resize(offset + bytes.size(), filling);
    std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

class Dice
{
public:
    explicit Dice(uint64_t seed) : engine_{seed} {}
    uint64_t below(uint64_t bound) { return engine_() % bound; }
    bool percent(uint64_t chance) { return below(100) < chance; }

private:
    std::mt19937_64 engine_;
};

/// `content` as it may be found after the power went.
std::string survivor(const Content& content, Dice& dice)
{
    constexpr std::array<uint64_t, 6> kChances{0, 5, 50, 50, 95, 100};
    const auto chance = kChances[dice.below(kChances.size())];
    // A file may have grown without its bytes: they are zeros, or what was on the disk before.
    const char filling = dice.percent(50) ? '\0' : '\x5a';
    const bool grows = dice.percent(50);
    std::string out = content.synced;
    for (const auto& [offset, bytes] : content.unsynced)
    {
        if (bytes.empty() && dice.percent(chance))
            out.resize(offset, filling);
        for (size_t at = 0; at < bytes.size();)
        {
            const auto sector_end =
                FailingDisk::kSectorBytes - (offset + at) % FailingDisk::kSectorBytes;
            const auto size = std::min(sector_end, bytes.size() - at);
            if (dice.percent(chance))
                apply(out, offset + at, std::string_view{bytes}.substr(at, size), filling);
            else if (grows)
                out.resize(std::max(out.size(), offset + at + size), filling);
            at += size;
        }
    }
    return out;
}

/// How often SQLite has opened a folder, which it does only to sync it.
uint64_t g_folders_opened = 0;
int (*g_open_folder)(const char*, int*) = nullptr;
int count_and_open_folder(const char* path, int* descriptor)
{
    ++g_folders_opened;
    return g_open_folder(path, descriptor);
}

/// Whether reads and writes are to go in pieces, and how many did.
bool g_in_pieces = false;
uint64_t g_pieces = 0;
size_t piece_of(size_t size)
{
    ++g_pieces;
    return std::max<size_t>(1, size / 3);
}
ssize_t read_piece(int descriptor, void* out, size_t size, off64_t offset)
{
    return ::pread64(descriptor, out, g_in_pieces ? piece_of(size) : size, offset);
}
ssize_t write_piece(int descriptor, const void* bytes, size_t size, off64_t offset)
{
    return ::pwrite64(descriptor, bytes, g_in_pieces ? piece_of(size) : size, offset);
}

/// Puts ours below SQLite's own file system; once, since they only pass on unless told otherwise.
void replace_system_calls(sqlite3_vfs* real)
{
    using Call = sqlite3_syscall_ptr;
    constexpr const char* kOpenFolder = "openDirectory";
    if (g_open_folder != nullptr)
        return;
    g_open_folder =
        reinterpret_cast<int (*)(const char*, int*)>(real->xGetSystemCall(real, kOpenFolder));
    real->xSetSystemCall(real, kOpenFolder, reinterpret_cast<Call>(&count_and_open_folder));
    // Of each pair, SQLite was built to use one.
    for (const char* name : {"pread", "pread64"})
    {
        if (real->xGetSystemCall(real, name) != nullptr)
            real->xSetSystemCall(real, name, reinterpret_cast<Call>(&read_piece));
    }
    for (const char* name : {"pwrite", "pwrite64"})
    {
        if (real->xGetSystemCall(real, name) != nullptr)
            real->xSetSystemCall(real, name, reinterpret_cast<Call>(&write_piece));
    }
}
}  // namespace

struct FailingDisk::State
{
    using Folder = std::map<std::string, std::shared_ptr<Content>>;

    std::filesystem::path folder;
    mutable Dice dice;
    sqlite3_vfs* real = nullptr;
    sqlite3_vfs vfs{};
    Folder now;
    Folder synced;

    std::function<void()> told;
    uint64_t changes_left = UINT64_MAX;  // Until the end.
    End end = End::power;
    bool ended = false;
    Fault fault{.count = 0};

    State(std::filesystem::path where, uint64_t seed) : folder{std::move(where)}, dice{seed} {}

    /// Whether the next operation fails.
    bool strikes(bool is_write)
    {
        if (ended)
            return true;
        if (fault.count == 0 || (fault.strikes == Strikes::writes && !is_write))
            return false;
        if (fault.after > 0)
        {
            --fault.after;
            return false;
        }
        --fault.count;
        return true;
    }
    int fail_write(int code) const
    {
        return !ended && fault.strikes == Strikes::writes ? SQLITE_FULL : code;
    }
    /// At a change that was noted; whether the power goes at it. A process that dies has made it.
    bool power_goes()
    {
        if (told)
            told();
        if (changes_left != UINT64_MAX && changes_left-- == 0)
            ended = true;
        return ended && end == End::power;
    }
    /// Makes these the files of the folder, synced.
    void put_back(const Files& files)
    {
        for (const auto& entry : std::filesystem::directory_iterator{folder})
            std::filesystem::remove(entry.path());
        now.clear();
        for (const auto& [name, content] : files)
        {
            std::ofstream{folder / name, std::ios::binary} << content;
            now[name] = std::make_shared<Content>(Content{.synced = content, .unsynced = {}});
        }
        synced = now;
    }
    /// Runs what may sync the folder as a part of itself.
    template <typename Call>
    int watch_folder(Call call)
    {
        const auto before = g_folders_opened;
        const int code = call();
        if (code == SQLITE_OK && g_folders_opened != before)
            synced = now;
        return code;
    }
};

namespace
{
using State = FailingDisk::State;

/// In the memory that SQLite gives for a file; the real file follows.
struct Watched
{
    sqlite3_file base;
    State* disk;
    std::shared_ptr<Content> content;
};
Watched& watched(sqlite3_file* file)
{
    return *reinterpret_cast<Watched*>(file);
}
sqlite3_file* real(sqlite3_file* file)
{
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(Watched));
}
State& disk_of(sqlite3_vfs* vfs)
{
    return *static_cast<State*>(vfs->pAppData);
}

int close(sqlite3_file* file)
{
    const int code = real(file)->pMethods->xClose(real(file));
    watched(file).~Watched();
    return code;
}

int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset)
{
    if (watched(file).disk->strikes(false))
        return SQLITE_IOERR_READ;
    return real(file)->pMethods->xRead(real(file), out, size, offset);
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset)
{
    auto& [base, disk, content] = watched(file);
    const bool fails = disk->strikes(true);
    if (disk->ended)
        return SQLITE_IOERR_WRITE;
    const int written =
        fails ? static_cast<int>(disk->dice.below(static_cast<uint64_t>(size))) : size;
    if (written > 0)
    {
        content->unsynced.push_back({static_cast<size_t>(offset),
            {static_cast<const char*>(bytes), static_cast<size_t>(written)}});
        if (disk->power_goes())
            return SQLITE_IOERR_WRITE;
        const int code = real(file)->pMethods->xWrite(real(file), bytes, written, offset);
        if (code != SQLITE_OK)
            return code;
    }
    return fails ? disk->fail_write(SQLITE_IOERR_WRITE) : SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    auto& [base, disk, content] = watched(file);
    if (disk->strikes(false))
        return SQLITE_IOERR_TRUNCATE;
    content->unsynced.push_back({static_cast<size_t>(size), {}});
    if (disk->power_goes())
        return SQLITE_IOERR_TRUNCATE;
    return real(file)->pMethods->xTruncate(real(file), size);
}

int sync(sqlite3_file* file, int flags)
{
    auto& [base, disk, content] = watched(file);
    const bool fails = disk->strikes(false);
    if (disk->ended || disk->power_goes())
        return SQLITE_IOERR_FSYNC;
    if (fails)
    {
        content->synced = survivor(*content, disk->dice);
        content->unsynced.clear();
        return SQLITE_IOERR_FSYNC;
    }
    return disk->watch_folder(
        [&, content_ = content]
        {
            const int code = real(file)->pMethods->xSync(real(file), flags);
            if (code != SQLITE_OK)
                return code;
            for (const auto& [offset, bytes] : content_->unsynced)
            {
                if (bytes.empty())
                    content_->synced.resize(offset);
                else
                    apply(content_->synced, offset, bytes, '\0');
            }
            content_->unsynced.clear();
            return code;
        });
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    if (watched(file).disk->strikes(false))
        return SQLITE_IOERR_FSTAT;
    return real(file)->pMethods->xFileSize(real(file), size);
}

int lock(sqlite3_file* file, int level)
{
    if (watched(file).disk->strikes(false))
        return SQLITE_IOERR_LOCK;
    return real(file)->pMethods->xLock(real(file), level);
}

// Giving a lock back does not fail, nor what asks no disk.
int unlock(sqlite3_file* file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* out)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int file_control(sqlite3_file* file, int operation, void* argument)
{
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out)
{
    if (watched(file).disk->strikes(false))
        return SQLITE_IOERR_SHMMAP;
    return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags)
{
    if ((flags & SQLITE_SHM_LOCK) != 0 && watched(file).disk->strikes(false))
        return SQLITE_IOERR_SHMLOCK;
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}
int shm_unmap(sqlite3_file* file, int remove)
{
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

constexpr sqlite3_io_methods kMethods{
    .iVersion = 2,  // No memory-mapped content, which would pass us by.
    .xClose = &close,
    .xRead = &read,
    .xWrite = &write,
    .xTruncate = &truncate,
    .xSync = &sync,
    .xFileSize = &file_size,
    .xLock = &lock,
    .xUnlock = &unlock,
    .xCheckReservedLock = &check_reserved_lock,
    .xFileControl = &file_control,
    .xSectorSize = &sector_size,
    .xDeviceCharacteristics = &characteristics,
    .xShmMap = &shm_map,
    .xShmLock = &shm_lock,
    .xShmBarrier = &shm_barrier,
    .xShmUnmap = &shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

/// The file's name, when it is in the folder.
std::string name_in(const State& disk, const char* path)
{
    if (path == nullptr)
        return {};
    const std::filesystem::path file{path};
    return file.parent_path() == disk.folder ? file.filename().string() : std::string{};
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags)
{
    auto& disk = disk_of(vfs);
    const auto name = name_in(disk, path);
    if (name.empty())
        return disk.real->xOpen(disk.real, path, file, flags, out_flags);
    file->pMethods = nullptr;  // Nothing to close, unless it opens.
    if (disk.strikes(false))
        return SQLITE_CANTOPEN;
    auto content = disk.now.contains(name) ? disk.now.at(name) : nullptr;
    if (!content && (flags & SQLITE_OPEN_CREATE) != 0)
    {
        content = disk.now[name] = std::make_shared<Content>();
        if (disk.power_goes())
            return SQLITE_CANTOPEN;
    }
    const int code = disk.real->xOpen(disk.real, path, real(file), flags, out_flags);
    if (code == SQLITE_OK)
        new (file) Watched{{&kMethods}, &disk, std::move(content)};
    return code;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_folder)
{
    auto& disk = disk_of(vfs);
    const auto name = name_in(disk, path);
    if (name.empty())
        return disk.real->xDelete(disk.real, path, sync_folder);
    if (disk.strikes(false))
        return SQLITE_IOERR_DELETE;
    disk.now.erase(name);
    if (disk.power_goes())
        return SQLITE_IOERR_DELETE;
    return disk.watch_folder([&] { return disk.real->xDelete(disk.real, path, sync_folder); });
}

int access(sqlite3_vfs* vfs, const char* path, int flags, int* out)
{
    auto& disk = disk_of(vfs);
    if (!name_in(disk, path).empty() && disk.strikes(false))
        return SQLITE_IOERR_ACCESS;
    return disk.real->xAccess(disk.real, path, flags, out);
}
}  // namespace

FailingDisk::FailingDisk(std::filesystem::path folder, uint64_t seed)
  : state_{std::make_unique<State>(std::move(folder), seed)}
{
    sqlite3_initialize();
    state_->real = sqlite3_vfs_find("unix");
    state_->vfs = *state_->real;  // What touches no disk stays as it is.
    state_->vfs.szOsFile += static_cast<int>(sizeof(Watched));
    state_->vfs.zName = kName;
    state_->vfs.pNext = nullptr;
    state_->vfs.pAppData = state_.get();
    state_->vfs.xOpen = &open;
    state_->vfs.xDelete = &remove;
    state_->vfs.xAccess = &access;
    replace_system_calls(state_->real);
    sqlite3_vfs_register(&state_->vfs, 1);
}

FailingDisk::~FailingDisk()
{
    g_in_pieces = false;
    sqlite3_vfs_unregister(&state_->vfs);
    sqlite3_vfs_register(state_->real, 1);
}

FailingDisk::Files FailingDisk::survivors() const
{
    std::set<std::string> names;
    for (const auto* folder : {&state_->now, &state_->synced})
    {
        for (const auto& [name, content] : *folder)
            names.insert(name);
    }
    Files out;
    for (const auto& name : names)
    {
        // Not synced since it changed, the folder shows either.
        const auto& folder = state_->dice.percent(50) ? state_->now : state_->synced;
        if (const auto found = folder.find(name); found != folder.end())
            out[name] = survivor(*found->second, state_->dice);
    }
    return out;
}

void FailingDisk::on_change(std::function<void()> told)
{
    state_->told = std::move(told);
}

void FailingDisk::end_after(uint64_t changes, End end)
{
    state_->changes_left = changes;
    state_->end = end;
}

bool FailingDisk::has_ended() const
{
    return state_->ended;
}

void FailingDisk::restart()
{
    if (state_->end == End::power)
        state_->put_back(survivors());
    state_->changes_left = UINT64_MAX;
    state_->ended = false;
}

void FailingDisk::fail(const Fault& fault)
{
    state_->fault = fault;
}

void FailingDisk::go_in_pieces()
{
    g_in_pieces = true;
}

uint64_t FailingDisk::pieces()
{
    return g_pieces;
}

uint64_t FailingDisk::fault_left() const
{
    return state_->fault.count == 0 ? 0 : state_->fault.after + state_->fault.count;
}
}  // namespace interlock::testing

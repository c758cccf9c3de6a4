using Freeze.Libtorch;
using Xunit;

namespace Freeze.Tests.Libtorch;

public sealed class ControlGroupsTests : IDisposable
{
    private const string UnifiedMount = "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate";
    private const string SeparateMount = "33 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:10 - cgroup cgroup rw,cpu,cpuacct";
    private const string MemoryMount = "34 25 0:29 / /sys/fs/cgroup/memory rw,nosuid shared:11 - cgroup cgroup rw,memory";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("freeze-groups-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("150000 100000", 1.5)]
    [InlineData("25000 50000", 0.5)]
    [InlineData("max 100000", null)]
    [InlineData("", null)]
    public void Version_2_limits_by_cpu_max(string content, double? expected)
    {
        Write("proc/self/mountinfo", UnifiedMount);
        Write("proc/self/cgroup", "0::/user.slice/job");
        Write("sys/fs/cgroup/user.slice/job/cpu.max", content);
        Assert.Equal(expected, Quota());
    }

    [Fact]
    public void The_strictest_level_on_the_way_up_counts()
    {
        Write("proc/self/mountinfo", UnifiedMount);
        Write("proc/self/cgroup", "0::/batch/job/step");
        Write("sys/fs/cgroup/batch/cpu.max", "200000 100000");
        Write("sys/fs/cgroup/batch/job/cpu.max", "400000 100000");
        Write("sys/fs/cgroup/batch/job/step/cpu.max", "max 100000");
        Assert.Equal(2, Quota());
    }

    [Theory]
    [InlineData("1000", "400", "inactive_file 100\nactive_file 7", 700L)]
    [InlineData("1000", "1200", "", 0L)]
    [InlineData("max", "400", "inactive_file 100", null)]
    public void Version_2_limits_memory(string limit, string used, string statistics, long? expected)
    {
        Write("proc/self/mountinfo", UnifiedMount);
        Write("proc/self/cgroup", "0::/job");
        Write("sys/fs/cgroup/job/memory.max", limit);
        Write("sys/fs/cgroup/job/memory.current", used);
        Write("sys/fs/cgroup/job/memory.stat", statistics);
        Assert.Equal(expected, ControlGroups.MemoryLeft(_root.FullName));
    }

    [Fact]
    public void Version_1_limits_memory_and_the_strictest_level_counts()
    {
        Write("proc/self/mountinfo", $"{MemoryMount}\n{SeparateMount}");
        Write("proc/self/cgroup", "9:memory:/batch/job\n4:cpu,cpuacct:/elsewhere");
        Write("sys/fs/cgroup/memory/batch/job/memory.limit_in_bytes", "9000");
        Write("sys/fs/cgroup/memory/batch/job/memory.usage_in_bytes", "2000");
        Write("sys/fs/cgroup/memory/batch/memory.limit_in_bytes", "5000");
        Write("sys/fs/cgroup/memory/batch/memory.usage_in_bytes", "3000");
        Write("sys/fs/cgroup/memory/batch/memory.stat", "inactive_file 9\ntotal_inactive_file 50");
        Assert.Equal(2050, ControlGroups.MemoryLeft(_root.FullName));
        Assert.True(AvailableMemory.Bytes() > 0);
    }

    [Theory]
    [InlineData("0::/")]
    [InlineData("0::/../outer")]
    public void A_container_sees_its_own_group_as_the_root(string line)
    {
        Write("proc/self/mountinfo", UnifiedMount);
        Write("proc/self/cgroup", line);
        Write("sys/fs/cgroup/cpu.max", "300000 100000");
        Assert.Equal(3, Quota());
    }

    [Theory]
    [InlineData("250000", "100000", 2.5)]
    [InlineData("-1", "100000", null)]
    public void Version_1_limits_by_quota_and_period(string quota, string period, double? expected)
    {
        Write("proc/self/mountinfo", $"{MemoryMount}\n{SeparateMount}");
        Write("proc/self/cgroup", "9:memory:/elsewhere\n4:cpu,cpuacct:/docker/abc\n0::/docker/abc");
        Write("sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us", quota);
        Write("sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us", period);
        Assert.Equal(expected, Quota());
    }

    [Fact]
    public void Version_1_in_a_container_is_mounted_from_the_container_s_group()
    {
        Write("proc/self/mountinfo", SeparateMount.Replace("0:28 / ", "0:28 /docker/abc ", StringComparison.Ordinal));
        Write("proc/self/cgroup", "4:cpu,cpuacct:/docker/abc");
        Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "100000");
        Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
        Assert.Equal(1, Quota());
    }

    [Fact]
    public void Without_groups_nothing_is_limited() => Assert.Null(Quota());

    [Theory]
    [InlineData(4, null, 4)]
    [InlineData(4, 1.5, 2)]
    [InlineData(4, 1.4, 1)]
    [InlineData(4, 0.2, 1)]
    [InlineData(4, 16.0, 4)]
    public void There_are_as_many_threads_as_cores_that_the_quota_feeds(int cores, double? quota, int expected) =>
        Assert.Equal(expected, new ProcessorBudget(2 * cores, cores, quota).Threads);

    [Fact]
    public void Two_hardware_threads_are_one_core()
    {
        foreach (var (number, siblings) in new[] { (0, "0,4"), (1, "1,5"), (4, "0,4"), (5, "1,5") })
            Write($"sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list", siblings);
        Assert.Equal(2, ProcessorBudget.CountCores([0, 1, 4, 5], _root.FullName));
        Assert.Equal(1, ProcessorBudget.CountCores([0, 4], _root.FullName));
        Assert.Equal(2, ProcessorBudget.CountCores([7, 8], _root.FullName));
    }

    [Fact]
    public void Affinity_is_that_of_the_thread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems are not asked");
        var allowed = ProcessorBudget.Affinity();
        var shown = File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t', 2)[1];
        Assert.Equal(Numbers(shown), allowed);
    }

    private static List<int> Numbers(string list) => [.. list.Split(',').Select(range => range.Split('-').Select(int.Parse).ToArray()).SelectMany(ends => Enumerable.Range(ends[0], ends[^1] - ends[0] + 1))];

    private double? Quota() => ControlGroups.ProcessorQuota(_root.FullName);

    private void Write(string path, string content)
    {
        var full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content + "\n");
    }
}

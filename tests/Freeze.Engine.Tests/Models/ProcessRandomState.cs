using Xunit;

namespace Freeze.Tests.Models;

/// <summary>Tests that need libtorch's random state, which the whole process shares, to themselves.</summary>
[CollectionDefinition(nameof(ProcessRandomState), DisableParallelization = true)]
public sealed class ProcessRandomState;

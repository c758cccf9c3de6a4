using Freeze.Benchmarks;

return BenchmarkProgram.Run(args);

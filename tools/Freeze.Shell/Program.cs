using Freeze.Shell.Host;

return ShellProgram.Run(args);

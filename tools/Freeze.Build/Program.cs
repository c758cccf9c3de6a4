using Freeze.Build;

// The two things that a build of the module needs beyond compiling:
//   stage LIST DESTINATION     put the listed files into the module's bin/, each replaced by rename
//   help ASSEMBLY XML OUTPUT   turn the commands' XML documentation into PowerShell help
try
{
    switch (args)
    {
        case ["stage", var list, var destination]:
            Staging.Run(list, destination);
            return 0;
        case ["help", var assembly, var references, var output]:
            HelpWriter.Run(assembly, references, output);
            return 0;
        default:
            Console.Error.WriteLine("usage: Freeze.Build stage LIST DESTINATION | help ASSEMBLY REFERENCES OUTPUT");
            return 2;
    }
}
catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
{
    // The form that MSBuild shows as an error of the build.
    Console.Error.WriteLine($"Freeze.Build : error FRZ0001: {error.Message}");
    return 1;
}

# The commands are compiled; building puts them into bin/.
$commands = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'Freeze.Commands.dll')
if (-not [System.IO.File]::Exists($commands)) {
    throw [System.IO.FileNotFoundException]::new(
        "Freeze is not built yet. Run 'pwsh ./build.ps1', or 'dotnet build tools/Freeze.Shell -c Release', in $PSScriptRoot.", $commands)
}

Import-Module $commands

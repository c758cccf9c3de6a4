<#
.SYNOPSIS
Builds, tests, packages, installs or cleans Freeze.
.DESCRIPTION
Runs in PowerShell 7.4 or newer, and without PowerShell in the repository's own shell:

    pwsh ./build.ps1 -Task Test
    dotnet run --project tools/Freeze.Shell -c Release -- build.ps1 -Task Test

Both need the .NET SDK. The last line of a test run reads "N passed, N failed"; the exit code is 1 if anything failed.
.PARAMETER Task
Build    compiles everything and fills bin/ and en-US/, so that `Import-Module ./Freeze.psd1` works (default)
Test     builds, then runs the engine's tests and the specs of the commands
Package  builds, then writes artifacts/Freeze-VERSION-RUNTIME.zip, whose folder Freeze belongs into a module path
Install  builds, then copies the module into your own module folder
Clean    removes everything that a build writes
.PARAMETER Configuration
Release or Debug.
.PARAMETER Runtime
The platform whose libtorch the module gets, such as linux-x64, win-x64 or osx-arm64; this machine's by default.
.PARAMETER Accelerator
Cpu or Cuda. Cuda fetches TorchSharp-cuda-linux, some gigabytes.
.PARAMETER Output
Detailed shows every test, and what dotnet prints.
.PARAMETER Path
Test: runs only these spec files (or folders of them), and no engine tests.
.PARAMETER Tag
Test: runs only specs with one of these tags, and no engine tests.
.PARAMETER ExcludeTag
Test: leaves out specs with one of these tags.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Install', 'Clean')] [string] $Task = 'Build',
    [ValidateSet('Release', 'Debug')] [string] $Configuration = 'Release',
    [ValidateSet('linux-x64', 'osx-arm64', 'win-x64', 'win-arm64')] [string] $Runtime,
    [ValidateSet('Cpu', 'Cuda')] [string] $Accelerator,
    [ValidateSet('Normal', 'Detailed')] [string] $Output = 'Normal',
    [string[]] $Path,
    [string[]] $Tag,
    [string[]] $ExcludeTag
)

$ErrorActionPreference = 'Stop'
# What a native command writes to its error stream is no error by itself; its exit code decides.
$PSNativeCommandUseErrorActionPreference = $false

# The repository's own shell runs this very script: it must not be rebuilt or removed under itself, and has no Pester.
$script:InFreezeShell = [System.Reflection.Assembly]::GetEntryAssembly().GetName().Name -eq 'Freeze.Shell'

# A shell that runs a script file with arguments hands "a,b" over as one text.
$Path, $Tag, $ExcludeTag = foreach ($list in $Path, $Tag, $ExcludeTag) { , @($list -split ',' -ne '') }

function Get-RepositoryPath([string[]] $Part) {
    [System.IO.Path]::Combine([string[]](@($PSScriptRoot) + $Part))
}

# ---- Build

function Get-BuildProperty {
    # Only what was asked for: everything else keeps the defaults of Directory.Build.props.
    "-p:Configuration=$Configuration"
    if ($Runtime) { "-p:FreezeRuntime=$Runtime" }
    if ($Accelerator) { "-p:FreezeAccelerator=$Accelerator" }
}

function Assert-DotNet {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw "The command 'dotnet' was not found. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and see that it is on the PATH."
    }
}

# Quiet unless it fails; then it shows all that dotnet said.
function Invoke-DotNet([string[]] $Arguments) {
    if ($Output -eq 'Detailed') {
        & dotnet @Arguments | Out-Host
    }
    else {
        $said = & dotnet @Arguments 2>&1
    }
    if ($LASTEXITCODE -ne 0) {
        foreach ($line in $said) { Write-Host "$line" }
        throw "dotnet $($Arguments[0]) failed with exit code $LASTEXITCODE."
    }
}

function Build-Freeze {
    Assert-DotNet
    # The tests bring the engine and the module with them, and not the shell that may be running.
    $project = $script:InFreezeShell ? 'tests/Freeze.Engine.Tests/Freeze.Engine.Tests.csproj' : 'Freeze.slnx'
    $first = [System.IO.Directory]::Exists((Get-RepositoryPath 'bin')) ? '' : ' The first build fetches libtorch, some hundred megabytes.'
    Write-Host "Building $project ($Configuration).$first"
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    Invoke-DotNet (@('build', (Get-RepositoryPath $project), '-nologo', '-v:minimal') + @(Get-BuildProperty))
    Write-Host "Built in $($watch.Elapsed.TotalSeconds.ToString('0')) s."
}

# ---- Test

. (Get-RepositoryPath 'tests', 'Support', 'Test-Freeze.ps1')

# ---- Package, install

# What the installed module consists of, at the same places as in the repository.
$script:ModuleContent = 'Freeze.psd1', 'Freeze.psm1', 'LICENSE', 'README.md', 'bin', 'en-US', 'examples',
'src/Freeze.Module/Freeze.Format.ps1xml', 'src/Freeze.Module/Freeze.Types.ps1xml'

function Get-ModuleVersion {
    (Import-PowerShellDataFile (Get-RepositoryPath 'Freeze.psd1')).ModuleVersion
}

function Copy-Module([string] $Destination) {
    if ([System.IO.Directory]::Exists($Destination)) { [System.IO.Directory]::Delete($Destination, $true) }
    foreach ($content in $script:ModuleContent) {
        $source = Get-RepositoryPath $content
        if ([System.IO.File]::Exists($source)) { Copy-ModuleFile $source $Destination }
        elseif ([System.IO.Directory]::Exists($source)) {
            foreach ($file in [System.IO.Directory]::GetFiles($source, '*', 'AllDirectories')) { Copy-ModuleFile $file $Destination }
        }
        else { throw "The module lacks $content, which belongs to it." }
    }
}

function Copy-ModuleFile([string] $Source, [string] $Destination) {
    $relative = [System.IO.Path]::GetRelativePath($PSScriptRoot, $Source)
    # What the examples wrote is the user's, not the module's.
    if ($relative.Replace('\', '/').StartsWith('examples/output/')) { return }
    $target = [System.IO.Path]::Combine($Destination, $relative)
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($target))
    [System.IO.File]::Copy($Source, $target)
}

function New-Package {
    Build-Freeze
    $project = Get-RepositoryPath 'src', 'Freeze.Module', 'Freeze.Module.csproj'
    $platform = & dotnet msbuild $project -getProperty:FreezeRuntime @(Get-BuildProperty)
    $folder = Get-RepositoryPath 'artifacts', "Freeze-$(Get-ModuleVersion)-$platform"
    # The folder inside is called Freeze, because PowerShell finds a module by the name of its folder.
    Copy-Module ([System.IO.Path]::Combine($folder, 'Freeze'))
    [System.IO.File]::Delete("$folder.zip")
    [System.IO.Compression.ZipFile]::CreateFromDirectory($folder, "$folder.zip")
    Write-Host "$folder.zip ($(([System.IO.FileInfo]::new("$folder.zip").Length / 1MB).ToString('0')) MB)"
}

function Install-Freeze {
    Build-Freeze
    $base = $IsWindows ? [System.IO.Path]::Combine([Environment]::GetFolderPath('MyDocuments'), 'PowerShell') : [System.IO.Path]::Combine([Environment]::GetFolderPath('LocalApplicationData'), 'powershell')
    $folder = [System.IO.Path]::Combine($base, 'Modules', 'Freeze', (Get-ModuleVersion))
    Copy-Module $folder
    Write-Host "Installed in $folder."
}

# ---- Clean

function Clear-Build {
    $folders = [System.Collections.Generic.List[string]]::new([string[]]@('bin', 'en-US', 'artifacts', 'TestResults'))
    foreach ($area in 'src', 'tools', 'tests', 'benchmarks') {
        if (-not [System.IO.Directory]::Exists((Get-RepositoryPath $area))) { continue }
        foreach ($project in [System.IO.Directory]::GetFiles((Get-RepositoryPath $area), '*.csproj', 'AllDirectories')) {
            if ($script:InFreezeShell -and $project.EndsWith('Freeze.Shell.csproj')) { continue }
            foreach ($name in 'bin', 'obj') { $folders.Add([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($project), $name)) }
        }
    }
    foreach ($folder in $folders) {
        $full = Get-RepositoryPath $folder
        if ([System.IO.Directory]::Exists($full)) { [System.IO.Directory]::Delete($full, $true) }
    }
}

try {
    switch ($Task) {
        'Build' { Build-Freeze }
        'Test' { if (-not (Test-Freeze)) { exit 1 } }
        'Package' { New-Package }
        'Install' { Install-Freeze }
        'Clean' { Clear-Build }
    }
}
catch {
    Write-Host "build.ps1: $($_.Exception.GetBaseException().Message)"
    if ($_.CategoryInfo.Category -ne 'OperationStopped') { Write-Host $_.ScriptStackTrace }
    # Whoever reads the last line of a test run must not take a broken one for a good one.
    if ($Task -eq 'Test') { Write-Host '0 passed, 1 failed' }
    exit 1
}

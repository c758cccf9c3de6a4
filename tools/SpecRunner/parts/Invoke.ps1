# The command that runs spec files.

function Invoke-Spec {
    <#
    .SYNOPSIS
    Runs spec files (*.Tests.ps1) and returns how they went.
    .PARAMETER Path
    Files, or folders that are searched for *.Tests.ps1.
    .PARAMETER Tag
    Runs only tests with one of these tags, on themselves or on a block around them. Wildcards are allowed.
    .PARAMETER ExcludeTag
    Leaves out tests and blocks with one of these tags.
    .PARAMETER Output
    Normal prints a line for each file and the failures, Detailed a line for each test, None nothing.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string[]] $Path,
        [string[]] $Tag = @('*'),
        [string[]] $ExcludeTag = @(),
        [ValidateSet('None', 'Normal', 'Detailed')] [string] $Output = 'Normal'
    )

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $run = New-SpecRun $PSCmdlet.SessionState $PSBoundParameters $Output
    $script:Runs.Push($run)
    try {
        # As in Pester, all files are discovered before the first test runs.
        $found = @(foreach ($file in (Resolve-SpecFile $Path $PSCmdlet.SessionState)) { Find-Test $run $file })
        foreach ($file in $found) { Invoke-SpecFile $run $file }
    }
    finally {
        $null = $script:Runs.Pop()
    }
    $run.Result.Duration = $watch.Elapsed
    $run.Result
}

function New-SpecRun {
    param([System.Management.Automation.SessionState] $SessionState, $Bound, [string] $Output)

    # A module that stands for the caller's session state: blocks bound to it run where the specs belong, not in here.
    $module = [psmoduleinfo]::new($false)
    $module.SessionState = $SessionState
    [pscustomobject]@{
        Phase        = 'Discovery'
        File         = ''
        Block        = $null
        Test         = $null
        Tag          = [string[]]@($Bound.Tag)
        HasTag       = $Bound.ContainsKey('Tag')
        ExcludeTag   = [string[]]@($Bound.ExcludeTag)
        Output       = $Output
        SessionState = $SessionState
        Module       = $module
        NewScope     = $module.NewBoundScriptBlock({ . $args[0] })
        TestDrive    = $null
        # Errors of setups, which many tests may share, are printed once.
        Shown        = [System.Collections.Generic.List[object]]::new()
        Result       = [pscustomobject]@{
            Passed = 0; Failed = 0; Skipped = 0; Inconclusive = 0; FailedBlocks = 0
            FailedFiles = [System.Collections.Generic.List[string]]::new()
            Duration = [timespan]::Zero
            Tests = [System.Collections.Generic.List[object]]::new()
        }
    }
}

function Resolve-SpecFile {
    param([string[]] $Path, [System.Management.Automation.SessionState] $SessionState)

    foreach ($one in $Path) {
        $provider = $null
        foreach ($full in $SessionState.Path.GetResolvedProviderPathFromPSPath($one, [ref]$provider)) {
            if (-not [System.IO.Directory]::Exists($full)) {
                $full
                continue
            }
            # By name, so that every machine runs them in the same order; build output holds no specs of its own.
            $files = [System.IO.Directory]::GetFiles($full, '*.Tests.ps1', 'AllDirectories')
            [array]::Sort($files, [System.StringComparer]::Ordinal)
            $files
        }
    }
}

# Runs a file's top level: afterwards its block tree is known. Returns nothing when that failed.
function Find-Test {
    param($Run, [string] $File)

    $root = New-SpecBlock '' $null @() $false $null
    $Run.Phase = 'Discovery'
    $Run.File = $File
    $Run.Block = $root
    try {
        Invoke-InNewScope $Run { do { $null = . $Run.NewScope $File } until ($true) }
        Select-Test $Run $root (-not $Run.HasTag)
        @{ File = $File; Root = $root }
    }
    catch {
        $Run.Result.FailedFiles.Add($File)
        Write-FileFailure $Run (Get-ShownPath $Run $File) $_
    }
}

function Invoke-SpecFile {
    param($Run, [hashtable] $Found)

    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $first = $Run.Result.Tests.Count
    $failedBlocks = $Run.Result.FailedBlocks
    $location = $Run.SessionState.Path.CurrentLocation
    $shown = Get-ShownPath $Run $Found.File
    $Run.Phase = 'Run'
    $Run.File = $Found.File
    $Run.TestDrive = New-TestDrive
    if ($Run.Output -eq 'Detailed') { Write-Line $shown }
    try {
        Invoke-Block $Run $Found.Root 0
    }
    catch {
        $Run.Result.FailedFiles.Add($Found.File)
        Write-FileFailure $Run $shown $_
    }
    finally {
        # The next file starts where this one did.
        $null = $Run.SessionState.Path.SetLocation($location.Path)
        Remove-TestDrive $Run.TestDrive
    }
    $tests = $Run.Result.Tests.GetRange($first, $Run.Result.Tests.Count - $first)
    Write-FileResult $Run $shown $tests.ToArray() $watch.Elapsed ($Run.Result.FailedBlocks -gt $failedBlocks)
}

function Get-ShownPath {
    param($Run, [string] $File)

    $base = $Run.SessionState.Path.CurrentFileSystemLocation.ProviderPath
    $relative = [System.IO.Path]::GetRelativePath($base, $File)
    $relative.StartsWith('..') ? $File : $relative
}

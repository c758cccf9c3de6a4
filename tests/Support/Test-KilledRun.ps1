# Kills training processes with SIGKILL at random moments and resumes them, again and again; whenever a run has come to its end, what came of it is
# compared with an uninterrupted run's, bit for bit. Returns how many were killed, where, and how many runs ended. Throws at the first difference.
param(
    [int] $Rounds = 200,
    [int] $Seed = 1,
    [int] $Epochs = 30,
    [Parameter(Mandatory)] [string] $WorkFolder,
    [Parameter(Mandatory)] [string[]] $Program
)

$ErrorActionPreference = 'Stop'
$random = [Random]::new($Seed)
$counts = [ordered]@{ Kills = 0; InStart = 0; InTraining = 0; Runs = 0; Remains = 0 }

function Start-Training([string] $Folder, [string] $Result) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($Program[0])
    foreach ($argument in @($Program | Select-Object -Skip 1) + "$PSScriptRoot/Train-UntilKilled.ps1", '-Folder', $Folder, '-Result', $Result, '-Epochs', "$Epochs") { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    # What it says on its way to an end is wanted only if that end is a bad one.
    @{ Process = $process; Errors = $process.StandardError.ReadToEndAsync(); Output = $process.StandardOutput }
}

function Complete-Training($Training) {
    $null = $Training.Output.ReadToEnd()
    $Training.Process.WaitForExit()
    if ($Training.Process.ExitCode -ne 0) { throw "A training process ended with $($Training.Process.ExitCode): $($Training.Errors.Result)" }
}

$null = New-Item -ItemType Directory $WorkFolder -Force
$expectedFile = Join-Path $WorkFolder 'expected.txt'
Complete-Training (Start-Training (Join-Path $WorkFolder 'whole') $expectedFile)
$expected = [System.IO.File]::ReadAllText($expectedFile)
$run = 1
while ($counts.Kills -lt $Rounds -or $counts.Runs -eq 0) {
    $folder = Join-Path $WorkFolder "run$run"
    $result = Join-Path $WorkFolder "result$run.txt"
    $training = Start-Training $folder $result
    $moment = $random.NextDouble()
    if ($counts.Kills -lt $Rounds) {
        # A quarter anywhere from the start of the process on, while it imports, reads and restores; the others while epochs end and states are written.
        $isEarly = $random.Next(4) -eq 0
        if (-not $isEarly) { $null = $training.Output.ReadLine() }
        [System.Threading.Thread]::Sleep([int]($moment * $(if ($isEarly) { 3000 } else { 400 })))
        $wasAlive = -not $training.Process.HasExited
        if ($wasAlive) {
            $training.Process.Kill()
            $training.Process.WaitForExit()
        }

        if ($wasAlive -and -not [System.IO.File]::Exists($result)) {
            $counts.Kills++
            $counts[$(if ($isEarly) { 'InStart' } else { 'InTraining' })]++
            # Half-written files and unfinished renames show that the moments are the ones that matter.
            if ([System.IO.Directory]::Exists($folder) -and @([System.IO.Directory]::GetFiles($folder) | Where-Object { $_ -match '\.tmp$|\.next\.' }).Count -gt 0) { $counts.Remains++ }
            continue
        }

        # It came to its end before it was killed.
        if (-not $wasAlive -and $training.Process.ExitCode -ne 0) { throw "A training process ended with $($training.Process.ExitCode): $($training.Errors.Result)" }
    }
    else { Complete-Training $training }

    if ([System.IO.File]::ReadAllText($result) -cne $expected) { throw "Run $run, resumed after kills, ended with other bits than the uninterrupted one: compare $result with $expectedFile." }
    [System.IO.Directory]::Delete($folder, $true)
    $counts.Runs++
    $run++
    Write-Verbose "$($counts.Kills) kills, $($counts.Runs) runs ended"
}

[pscustomobject]$counts

# What the run prints: failures at once with their place, and a line for each file (or each test, with Detailed).

function Write-Line {
    param([string] $Text, [string] $Colour = '')

    $coloured = $Colour -and $Host.UI.SupportsVirtualTerminal -and -not [Console]::IsOutputRedirected -and -not $env:NO_COLOR
    $Host.UI.WriteLine($coloured ? $PSStyle.Foreground.$Colour + $Text + $PSStyle.Reset : $Text)
}

function Write-BlockStart {
    param($Run, $Block, [int] $Depth)

    if ($Run.Output -eq 'Detailed' -and $Depth -gt 0) { Write-Line ((' ' * 2 * $Depth) + $Block.Name) 'BrightBlack' }
}

function Write-BlockFailure {
    param($Run, $Block, [string] $Kind, $Failure)

    if ($Run.Output -eq 'None') { return }
    $where = $Block.Name ? "$Kind of $($Block.Name)" : "$Kind of the file"
    $Run.Shown.Add($Failure)
    Write-Line "  [-] $where failed" 'Red'
    Write-Failure $Failure
}

# Counts a finished test and shows it.
function Complete-Test {
    param($Run, $Test, [int] $Depth)

    if ($Test.Result -eq 'NotRun') { return }
    $Run.Result.($Test.Result)++
    $Run.Result.Tests.Add($Test)
    if ($Run.Output -eq 'None') { return }
    if ($Test.Result -eq 'Failed') {
        Write-Line "  [-] $($Test.Path)" 'Red'
        # Tests that a setup failed share its error, which is shown already.
        foreach ($failure in $Test.ErrorRecord) {
            if (-not $Run.Shown.Contains($failure)) { Write-Failure $failure }
        }
        return
    }
    if ($Run.Output -ne 'Detailed') { return }
    $mark, $colour = switch ($Test.Result) { 'Passed' { '+', 'Green' } 'Skipped' { '!', 'Yellow' } default { '?', 'Yellow' } }
    $time = $Test.Result -eq 'Passed' ? " $([int]$Test.Duration.TotalMilliseconds)ms" : ''
    $because = $Test.Because ? " $($Test.Because)" : ''
    Write-Line "$(' ' * 2 * ($Depth + 1))[$mark] $($Test.Name)$because$time" $colour
}

function Write-Failure {
    param([System.Management.Automation.ErrorRecord] $Failure)

    $isAssertion = $Failure.FullyQualifiedErrorId -eq 'AssertionFailed' -and $Failure.TargetObject -is [hashtable]
    $message = $isAssertion ? $Failure.Exception.Message : "$($Failure.Exception.GetType().Name): $($Failure.Exception.Message)"
    foreach ($line in $message -split '\r?\n') { Write-Line "      $line" 'Red' }
    if ($isAssertion) {
        Write-Line "      at $($Failure.TargetObject.Text), $($Failure.TargetObject.File):$($Failure.TargetObject.Line)"
        return
    }
    # Only the spec's own frames: not this runner's, and not those of who called it.
    $shown = $false
    foreach ($frame in ([string]$Failure.ScriptStackTrace -split '\r?\n')) {
        if ($frame.Contains($PSScriptRoot)) {
            if ($shown) { break }
        }
        elseif ($frame -match ': line \d+$' -and -not $frame.Contains('<No file>')) {
            Write-Line "      $($frame -replace ': line (\d+)$', ':$1')"
            $shown = $true
        }
    }
}

function Write-FileFailure {
    param($Run, [string] $Path, $Failure)

    if ($Run.Output -eq 'None') { return }
    Write-Line "[-] $Path could not run" 'Red'
    Write-Failure $Failure
}

function Write-FileResult {
    param($Run, [string] $Path, [object[]] $Tests, [timespan] $Duration, [bool] $BlockFailed)

    if ($Run.Output -eq 'None') { return }
    $counts = @{ Passed = 0; Failed = 0; Skipped = 0; Inconclusive = 0 }
    foreach ($test in $Tests) { $counts[$test.Result]++ }
    $text = "$($counts.Passed) passed"
    foreach ($result in 'Failed', 'Skipped', 'Inconclusive') {
        if ($counts[$result] -gt 0) { $text += ", $($counts[$result]) $($result.ToLowerInvariant())" }
    }
    $failed = $counts.Failed -gt 0 -or $BlockFailed
    Write-Line "[$($failed ? '-' : '+')] ${Path}: $text ($($Duration.TotalSeconds.ToString('0.0'))s)" ($failed ? 'Red' : 'Green')
}

# Training processes that are killed by SIGKILL and resumed. FREEZE_KILL_ROUNDS sets how often; 200 take about ten minutes.
BeforeDiscovery {
    $isBuilt = @('Release', 'Debug' | Where-Object { [System.IO.File]::Exists("$PSScriptRoot/../../tools/Freeze.Shell/bin/$_/net10.0/Freeze.Shell.dll") }).Count -gt 0
}

BeforeAll {
    $shell = @('Release', 'Debug' | ForEach-Object { "$PSScriptRoot/../../tools/Freeze.Shell/bin/$_/net10.0/Freeze.Shell.dll" } | Where-Object { [System.IO.File]::Exists($_) })[0]
    $rounds = if ($env:FREEZE_KILL_ROUNDS) { [int]$env:FREEZE_KILL_ROUNDS } else { 5 }
}

Describe 'Start-FineTune -Resume' -Skip:(-not $isBuilt) {
    It 'ends with the same bits as an uninterrupted run, however often it was killed' {
        $counts = & "$PSScriptRoot/../Support/Test-KilledRun.ps1" -Rounds $rounds -WorkFolder (Join-Path $TestDrive 'killed') -Program 'dotnet', $shell
        $counts.Kills | Should -Be $rounds
        $counts.Runs | Should -BeGreaterThan 0
        if ($env:FREEZE_KILL_ROUNDS) { Write-Host ($counts | Out-String).Trim() }
    }
}

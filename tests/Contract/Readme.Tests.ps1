BeforeAll {
    Import-Module "$PSScriptRoot/../../Freeze.psd1"
    $readme = [System.IO.File]::ReadAllText("$PSScriptRoot/../../README.md")
}

Describe 'The README' {
    It 'lists every architecture of the registry, with its numbers, and no other' {
        $listed = [regex]::Matches($readme, '(?m)^\| ([a-z0-9_]+) \| ([\d,]+) \| (\d+) \| (\S+) \|$') | ForEach-Object { $_.Groups[1..4].Value -join ' ' }
        $registered = Get-TorchArchitecture | ForEach-Object { "$($_.Name) $($_.ParameterCount.ToString('N0', [cultureinfo]::InvariantCulture)) $($_.InputSize) $($_.HeadName)" }
        $listed | Should -Be $registered
        @($registered).Count | Should -BeGreaterThan 30
    }

    It 'names every command' {
        foreach ($command in (Get-Command -Module Freeze).Name) {
            $readme | Should -Match $command
        }
    }
}

Describe 'Get-Date' {
    It 'gives the present moment' {
        ([datetime]::Now - (Get-Date)).TotalSeconds | Should -BeLessThan 10
    }

    It 'replaces parts of a moment' {
        $moment = Get-Date -Date '2020-02-03T04:05:06' -Year 2021 -Hour 7
        $moment.ToString('s') | Should -Be '2021-02-03T07:05:06'
    }

    It 'formats as <Expected>' -ForEach @(
        @{ Arguments = @{ Format = 'yyyy-MM-dd' }; Expected = '2020-02-03' }
        @{ Arguments = @{ Format = 'FileDate' }; Expected = '20200203' }
        @{ Arguments = @{ UFormat = '%Y/%m/%d %H:%M:%S' }; Expected = '2020/02/03 04:05:06' }
        @{ Arguments = @{ UFormat = '%j' }; Expected = '034' }
    ) {
        Get-Date -Date '2020-02-03T04:05:06' @Arguments | Should -Be $Expected
    }

    It 'reads Unix time' {
        (Get-Date -UnixTimeSeconds 0 -AsUTC).Year | Should -Be 1970
        (Get-Date -UnixTimeSeconds 86400 -AsUTC).Day | Should -Be 2
    }
}

Describe 'Get-Random' {
    It 'stays within its bounds' {
        $numbers = 1..200 | ForEach-Object { Get-Random -Minimum 3 -Maximum 6 }
        $numbers | Sort-Object -Unique | Should -Be 3, 4, 5
    }

    It 'repeats itself after a seed' {
        $first = Get-Random -SetSeed 5 -Maximum 1000
        Get-Random -SetSeed 5 -Maximum 1000 | Should -Be $first
    }

    It 'chooses and shuffles objects' {
        @(1..10 | Get-Random -Count 4 | Sort-Object -Unique).Count | Should -Be 4
        1..10 | Get-Random -Shuffle | Sort-Object | Should -Be (1..10)
    }

    It 'gives fractions between fractions, and refuses empty ranges' {
        Get-Random -Minimum 0.5 -Maximum 0.75 | Should -BeLessThan 0.75
        { Get-Random -Minimum 5 -Maximum 5 -ErrorAction Stop } | Should -Throw -ErrorId 'MinGreaterThanOrEqualMax,Microsoft.PowerShell.Commands.GetRandomCommand'
    }
}

Describe 'Start-Sleep' {
    It 'waits' {
        (Measure-Command { Start-Sleep -Milliseconds 200 }).TotalMilliseconds | Should -BeGreaterThan 150
        (Measure-Command { Start-Sleep 0.2 }).TotalMilliseconds | Should -BeGreaterThan 150
    }
}

Describe 'New-TimeSpan and New-Guid' {
    It 'measure and tell apart' {
        (New-TimeSpan -Start '2020-01-01' -End '2020-01-03').Days | Should -Be 2
        (New-TimeSpan -Hours 1 -Minutes 30).TotalMinutes | Should -Be 90
        New-Guid | Should -Not -Be (New-Guid)
        New-Guid -Empty | Should -Be ([guid]::Empty)
    }
}

Describe 'Invoke-Expression' {
    It 'runs a text in the present scope' {
        Invoke-Expression '$fromText = 6 * 7; "out"' | Should -Be 'out'
        $fromText | Should -Be 42
    }

    It 'hands each of several results on' {
        @(Invoke-Expression '1; 2; 3').Count | Should -Be 3
    }
}

Describe 'Aliases' {
    It 'are set, read, and removed' {
        Set-Alias specAlias Get-Date
        (Get-Alias specAlias).Definition | Should -Be 'Get-Date'
        specAlias -Date '2020-01-01' -Format yyyy | Should -Be '2020'
        Remove-Alias specAlias
        Get-Alias specAlias -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'are not made twice' {
        New-Alias specTwice Get-Date
        { New-Alias specTwice Get-Item -ErrorAction Stop } | Should -Throw -ErrorId 'AliasAlreadyExists,Microsoft.PowerShell.Commands.NewAliasCommand'
        Set-Alias specTwice Get-Item
        (Get-Alias specTwice).Definition | Should -Be 'Get-Item'
    }

    It 'are found by name and by what they stand for' {
        (Get-Alias gc*).Name | Should -Contain 'gci'
        (Get-Alias -Definition Get-ChildItem).Name | Should -Contain 'gci'
        { Get-Alias specNobody -ErrorAction Stop } | Should -Throw
    }
}

Describe 'Import-PowerShellDataFile' {
    It 'reads a table of data' {
        $file = Join-Path $TestDrive 'data.psd1'
        Set-Content $file "@{ A = 1; B = 'x', 'y'; C = @{ D = `$true } }"
        $read = Import-PowerShellDataFile $file
        $read.A | Should -Be 1
        $read.B | Should -Be 'x', 'y'
        $read.C.D | Should -BeTrue
    }

    It 'runs nothing' {
        $file = Join-Path $TestDrive 'code.psd1'
        Set-Content $file "@{ A = (New-Item '$TestDrive/made') }"
        { Import-PowerShellDataFile $file -ErrorAction Stop } | Should -Throw
        Test-Path "$TestDrive/made" | Should -BeFalse
    }
}

# Get-Date and New-TimeSpan.

BeforeAll {
    $date = [datetime]::new(2024, 3, 5, 6, 7, 8, 123)
}

Describe 'Get-Date' {
    It 'is now' {
        [math]::Abs(((Get-Date) - [datetime]::Now).TotalSeconds) | Should -BeLessThan 10
        (Get-Date).Kind | Should -Be 'Local'
        Get-Date | Should -BeOfType datetime
    }

    It 'reads a date' {
        Get-Date '2024-03-05T06:07:08.123' | Should -Be $date
        '2020-01-01', '2021-01-01' | Get-Date -Format yyyy | Should -Be '2020', '2021'
        { Get-Date nonsense } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
    }

    It 'writes the format <Format> as <Text>' -ForEach @(
        @{ Format = 'yyyy-MM-dd HH:mm'; Text = '2024-03-05 06:07' }
        @{ Format = 'FileDate'; Text = '20240305' }
        @{ Format = 'FileDateTime'; Text = '20240305T0607081230' }
        @{ Format = 'o'; Text = '2024-03-05T06:07:08.1230000' }
    ) {
        Get-Date $date -Format $Format | Should -BeExactly $Text
    }

    It 'writes universal names of files' {
        $utc = [datetime]::new(2024, 3, 5, 6, 7, 8, [System.DateTimeKind]::Utc)
        Get-Date $utc -Format FileDateUniversal | Should -BeExactly '20240305Z'
        Get-Date $utc -Format FileDateTimeUniversal | Should -BeExactly '20240305T0607080000Z'
    }

    It 'writes the format <Format> of Unix as <Text>' -ForEach @(
        @{ Format = '%Y-%m-%dT%H:%M:%S'; Text = '2024-03-05T06:07:08' }
        @{ Format = '+%F %T'; Text = '2024-03-05 06:07:08' }
        @{ Format = '%C|%y|%j|%u|%w'; Text = '20|24|065|2|2' }
        @{ Format = '%G-W%V'; Text = '2024-W10' }
        @{ Format = '%e|%k|%l|%I'; Text = ' 5| 6| 6|06' }
        @{ Format = '100%%'; Text = '100%' }
    ) {
        Get-Date $date -UFormat $Format | Should -BeExactly $Text
    }

    It 'counts the seconds of Unix' {
        Get-Date ([datetime]::UnixEpoch.AddSeconds(5)) -UFormat %s | Should -Be '5'
        Get-Date -UnixTimeSeconds 5 -AsUTC | Should -Be ([datetime]::UnixEpoch.AddSeconds(5))
        Get-Date -UnixTimeSeconds 1700000000 -AsUTC -Format o | Should -BeExactly '2023-11-14T22:13:20.0000000Z'
    }

    It 'changes parts' {
        Get-Date $date -Year 2020 -Month 2 -Day 29 -Hour 1 -Minute 2 -Second 3 -Millisecond 4 | Should -Be ([datetime]::new(2020, 2, 29, 1, 2, 3, 4))
        Get-Date '2024-01-31' -Month 2 | Should -Be ([datetime]::new(2024, 2, 29))
        Get-Date '2024-02-01' -Day 31 | Should -Be ([datetime]::new(2024, 3, 2))
        { Get-Date -Month 13 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'turns into UTC' {
        (Get-Date $date -AsUTC).Kind | Should -Be 'Utc'
        Get-Date $date -AsUTC | Should -Be $date.ToUniversalTime()
    }

    It 'tells what to show' {
        (Get-Date $date).DisplayHint | Should -Be 'DateTime'
        (Get-Date $date -DisplayHint Date).DateTime | Should -Be $date.ToLongDateString()
        (Get-Date $date -DisplayHint Time).DateTime | Should -Be $date.ToLongTimeString()
    }
}

Describe 'New-TimeSpan' {
    It 'puts a time together' {
        New-TimeSpan -Days 1 -Hours 1 -Minutes 90 -Seconds 5 -Milliseconds 6 | Should -Be ([timespan]::new(1, 2, 30, 5, 6))
    }

    It 'is the time between dates' {
        (New-TimeSpan '2020-01-01' '2020-01-02').TotalHours | Should -Be 24
        New-TimeSpan | Should -Be ([timespan]::Zero)
        [math]::Round((New-TimeSpan -Start ([datetime]::Now.AddHours(-1))).TotalHours) | Should -Be 1
    }
}

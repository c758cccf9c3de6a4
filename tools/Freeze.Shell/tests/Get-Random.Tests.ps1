# Get-Random and New-Guid.

Describe 'Get-Random' {
    It 'gives numbers in a range' {
        $numbers = Get-Random -Minimum -3 -Maximum 3 -Count 500
        $numbers | Should -HaveCount 500
        $numbers | Should -BeGreaterOrEqual -3
        $numbers | Should -BeLessThan 3
        @($numbers | Select-Object -Unique) | Should -HaveCount 6
        Get-Random 5 | Should -BeLessThan 5
    }

    It 'gives numbers of the type of the range' {
        Get-Random | Should -BeOfType int
        Get-Random -Maximum 5 | Should -BeOfType int
        Get-Random -Maximum 5L | Should -BeOfType long
        Get-Random -Maximum 5.0 | Should -BeOfType double
        Get-Random -Maximum '5' | Should -BeOfType int
        Get-Random -Maximum '0.5' | Should -BeLessThan 0.5
        Get-Random -Minimum ([long]::MinValue) -Maximum ([long]::MaxValue) | Should -BeOfType long
        Get-Random -Minimum -1e308 -Maximum 1e308 | Should -BeOfType double
    }

    It 'gives the numbers that belong to a seed' {
        $first = Get-Random -SetSeed 42 -Maximum 1000 -Count 4
        $first | Should -Be 177, 467, 676, 458
        (Get-Random -Maximum 1000), (Get-Random -Maximum 1000) | Should -Not -Be $first[0, 1]
        Get-Random -SetSeed 42 -Maximum 1000 -Count 4 | Should -Be $first
        Get-Random -SetSeed 42 | Should -Be 381294397
    }

    It 'chooses without repetition' {
        $chosen = 1..20 | Get-Random -Count 10
        $chosen | Should -HaveCount 10
        @($chosen | Select-Object -Unique) | Should -HaveCount 10
        Get-Random -InputObject (1..3) -Count 10 | Sort-Object | Should -Be 1, 2, 3
        Get-Random 'a', 'b' | Should -BeIn 'a', 'b'
    }

    It 'chooses each object equally often' {
        $null = Get-Random -SetSeed 1
        $counts = 1..600 | ForEach-Object { 1, 2, 3 | Get-Random } | Group-Object
        $counts | Should -HaveCount 3
        $counts.ForEach('Count') | Should -BeGreaterThan 150
    }

    It 'shuffles' {
        1..6 | Get-Random -Shuffle | Sort-Object | Should -Be (1..6)
        1..50 | Get-Random -Shuffle -SetSeed 1 | Should -Not -Be (1..50)
        @($null, 1 | Get-Random -Shuffle) | Should -HaveCount 2
    }

    It 'refuses an empty range' {
        { Get-Random -Minimum 5 -Maximum 5 } | Should -Throw -ErrorId 'MinGreaterThanOrEqualMax,Microsoft.PowerShell.Commands.GetRandomCommand'
        { Get-Random -Count 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'New-Guid' {
    It 'makes new ones' {
        New-Guid | Should -BeOfType guid
        New-Guid | Should -Not -Be (New-Guid)
        New-Guid -Empty | Should -Be ([guid]::Empty)
    }

    It 'reads texts' {
        New-Guid '11111111-2222-3333-4444-555555555555' | Should -Be ([guid] '11111111-2222-3333-4444-555555555555')
        '11111111222233334444555555555555' | New-Guid | Should -Be ([guid] '11111111-2222-3333-4444-555555555555')
        { New-Guid nonsense -ErrorAction Stop } | Should -Throw -ErrorId 'StringNotRecognizedAsGuid,Microsoft.PowerShell.Commands.NewGuidCommand'
    }
}

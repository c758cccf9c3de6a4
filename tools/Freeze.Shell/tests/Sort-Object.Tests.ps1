BeforeAll {
    $rows = 1..6 | ForEach-Object { [pscustomobject]@{ A = $_; C = $_ % 2 } }
}

Describe 'Sort-Object' {
    It 'sorts values' {
        3, 1, 2 | Sort-Object | Should -Be 1, 2, 3
        3, 1, 2 | Sort-Object -Descending | Should -Be 3, 2, 1
    }

    It 'sorts texts as texts and numbers as numbers' {
        '10', '9' | Sort-Object | Should -Be '10', '9'
        10, 9 | Sort-Object | Should -Be 9, 10
        '10', '9' | Sort-Object { [int]$_ } | Should -Be '9', '10'
    }

    It 'puts null first' {
        $sorted = $null, 1, -1 | Sort-Object
        $sorted | Should -Be -1, 1
        $values = [pscustomobject]@{ V = 1 }, [pscustomobject]@{ V = $null } | Sort-Object V
        $values[0].V | Should -Be $null
    }

    It 'sorts by one property after the other' {
        ($rows | Sort-Object C, A -Descending).A | Should -Be 5, 3, 1, 6, 4, 2
    }

    It 'sorts by <Name>' -ForEach @(
        @{ Name = 'one up and one down'; Property = 'C', @{ Expression = 'A'; Descending = $true }; Options = @{}; Expected = 6, 4, 2, 5, 3, 1 }
        @{ Name = 'short keys'; Property = @{ e = { $_.C }; asc = $false }, 'A'; Options = @{}; Expected = 1, 3, 5, 2, 4, 6 }
        @{ Name = 'an order against -Descending'; Property = @{ e = 'C'; asc = $true }, 'A'; Options = @{ Descending = $true }; Expected = 6, 4, 2, 5, 3, 1 }
        @{ Name = 'keys that contradict each other'; Property = @{ e = 'C'; asc = $true; desc = $true }, 'A'; Options = @{ Descending = $true }; Expected = 5, 3, 1, 6, 4, 2 }
        @{ Name = 'a script block'; Property = { - $_.A }; Options = @{}; Expected = 6, 5, 4, 3, 2, 1 }
        @{ Name = 'a pattern'; Property = '*'; Options = @{ Descending = $true }; Expected = 6, 5, 4, 3, 2, 1 }
    ) {
        ($rows | Sort-Object $Property @Options).A | Should -Be $Expected
    }

    It 'keeps equal objects in order' {
        ($rows | Sort-Object C -Stable).A | Should -Be 2, 4, 6, 1, 3, 5
        ($rows | Sort-Object C -Stable -Descending).A | Should -Be 1, 3, 5, 2, 4, 6
    }

    It 'takes the start or the end of the order' {
        ($rows | Sort-Object C -Top 4).A | Should -Be 2, 4, 6, 1
        ($rows | Sort-Object C -Bottom 2).A | Should -Be 3, 5
        ($rows | Sort-Object A -Top 2 -Descending).A | Should -Be 6, 5
        ($rows | Sort-Object C -Top 3 -Unique).A | Should -Be 2, 1
    }

    It 'takes one of each set of equal objects' {
        3, 1, 2, 1, 3 | Sort-Object -Unique | Should -Be 1, 2, 3
        ($rows | Sort-Object C -Unique -Descending).C | Should -Be 1, 0
    }

    It 'heeds case only if told so' {
        @('b', 'A', 'a', 'B' | Sort-Object -Unique).Count | Should -Be 2
        @('b', 'A', 'a', 'B' | Sort-Object -Unique -CaseSensitive).Count | Should -Be 4
    }

    It 'puts what lacks the property last' {
        $mixed = [pscustomobject]@{ P = 2 }, [pscustomobject]@{ Q = 1 }, [pscustomobject]@{ P = 1 }
        ($mixed | Sort-Object P).P | Should -Be 1, 2, $null
        ($mixed | Sort-Object P -Descending).P[2] | Should -Be $null
    }

    It 'reports what an expression throws and sorts on' {
        $result = $rows | Sort-Object { if ($_.A -eq 2) { throw 'no' } $_.A } -ErrorAction SilentlyContinue -ErrorVariable problem
        $result.A | Should -Be 2, 1, 3, 4, 5, 6
        $problem[0].FullyQualifiedErrorId | Should -Be 'ExpressionEvaluation,Microsoft.PowerShell.Commands.SortObjectCommand'
    }

    It 'refuses an unknown key' {
        { $rows | Sort-Object @{ n = 'x'; e = 'A' } } | Should -Throw -ErrorId 'DictionaryKeyIllegal,Microsoft.PowerShell.Commands.SortObjectCommand'
    }

    It 'refuses -Top 0' {
        { 1 | Sort-Object -Top 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'sorts many' {
        $numbers = 1..500 | ForEach-Object { ($_ * 7919) % 503 }
        $sorted = $numbers | Sort-Object
        for ($i = 1; $i -lt $sorted.Count; $i++) { if ($sorted[$i - 1] -gt $sorted[$i]) { throw "$($sorted[$i - 1]) before $($sorted[$i])" } }
        $sorted | Should -HaveCount 500
    }
}

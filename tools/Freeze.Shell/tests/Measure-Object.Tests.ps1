BeforeAll {
    $rows = 1..6 | ForEach-Object { [pscustomobject]@{ A = $_; C = $_ % 2; T = "t $_" } }
}

Describe 'Measure-Object' {
    It 'counts' {
        $result = 1..5 | Measure-Object
        $result.Count | Should -Be 5
        $result | Should -BeOfType Microsoft.PowerShell.Commands.GenericMeasureInfo
        $result.Sum | Should -Be $null
        $result.psobject.Properties.Name | Should -Be 'Count', 'Average', 'Sum', 'Maximum', 'Minimum', 'StandardDeviation', 'Property'
    }

    It 'counts nothing as 0' {
        (@() | Measure-Object).Count | Should -Be 0
        ($null | Measure-Object -AllStats).Count | Should -Be 0
        (@() | Measure-Object -AllStats).Average | Should -Be $null
        (@() | Measure-Object -AllStats).Sum | Should -Be 0
    }

    It 'computes all statistics' {
        $result = 2, 4, 4, 4, 5, 5, 7, 9 | Measure-Object -AllStats
        $result.Sum | Should -Be 40
        $result.Average | Should -Be 5
        $result.Minimum | Should -Be 2
        $result.Maximum | Should -Be 9
        [Math]::Round($result.StandardDeviation, 10) | Should -Be ([Math]::Round([Math]::Sqrt(32 / 7), 10))
    }

    It 'computes no more than it is asked for' {
        $result = 1..3 | Measure-Object -Average
        $result.Average | Should -Be 2
        $result.Sum | Should -Be $null
        $result.Maximum | Should -Be $null
    }

    It 'knows no deviation of one value' {
        (7 | Measure-Object -StandardDeviation).StandardDeviation | Should -Be 0
    }

    It 'keeps the deviation of large numbers exact' {
        $result = 1e9, (1e9 + 1), (1e9 + 2) | Measure-Object -StandardDeviation
        [Math]::Round($result.StandardDeviation, 6) | Should -Be 1
    }

    It 'measures properties, in the order of their names' {
        $results = $rows | Measure-Object C, A -Sum
        $results.Property | Should -Be 'C', 'A'
        $results.Sum | Should -Be 3, 21
    }

    It 'measures properties by pattern' {
        ($rows | Measure-Object [AC] -Maximum).Maximum | Should -Be 6, 1
    }

    It 'measures what a script block computes' {
        ($rows | Measure-Object { $_.A * 2 } -Sum).Sum | Should -Be 42
    }

    It 'measures the keys of tables' {
        (@{ a = 1 }, @{ a = 3 } | Measure-Object a -Sum).Sum | Should -Be 4
    }

    It 'reads texts as numbers' {
        $result = '10', '9' | Measure-Object -Sum -Maximum -Minimum
        $result.Sum | Should -Be 19
        $result.Maximum | Should -Be 10
        $result.Minimum | Should -Be 9
    }

    It 'finds extremes of what is no number' {
        $result = [datetime]'2021-01-01', [datetime]'2020-01-01' | Measure-Object -Maximum -Minimum
        $result | Should -BeOfType Microsoft.PowerShell.Commands.GenericObjectMeasureInfo
        $result.Maximum | Should -Be ([datetime]'2021-01-01')
        $result.Minimum | Should -Be ([datetime]'2020-01-01')
        ('b', 'a', 'c' | Measure-Object -Maximum).Maximum | Should -Be 'c'
    }

    It 'reports what is no number, and has no sum then' {
        $result = 'x', 1 | Measure-Object -Sum -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'NonNumericInputObject,Microsoft.PowerShell.Commands.MeasureObjectCommand'
        $result.Sum | Should -Be $null
        $result.Count | Should -Be 2
    }

    It 'measures texts' {
        $result = 'a b  c', "l1`nl2", '', "q`n" | Measure-Object -Line -Word -Character
        $result | Should -BeOfType Microsoft.PowerShell.Commands.TextMeasureInfo
        $result.Lines | Should -Be 4
        $result.Words | Should -Be 6
        $result.Characters | Should -Be 13
        ('a b', "c`t" | Measure-Object -Character -IgnoreWhiteSpace).Characters | Should -Be 3
        ('a b' | Measure-Object -Word).Lines | Should -Be $null
    }

    It 'measures texts of a property' {
        $result = $rows | Measure-Object T -Word
        $result.Words | Should -Be 12
        $result.Property | Should -Be 'T'
    }

    It 'says nothing of a property that is missing, unless the script is strict' {
        @(1, 2 | Measure-Object nope -Sum).Count | Should -Be 0
        & {
            Set-StrictMode -Version 2
            { 1, 2 | Measure-Object nope -Sum -ErrorAction Stop } | Should -Throw -ErrorId 'GenericMeasurePropertyNotFound,Microsoft.PowerShell.Commands.MeasureObjectCommand'
        }
    }

    It 'refuses statistics of numbers and of texts at once' {
        { 1 | Measure-Object -Sum -Line } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}

Describe 'Measure-Command' {
    It 'measures how long a block takes' {
        $time = Measure-Command { [System.Threading.Thread]::Sleep(50) }
        $time | Should -BeOfType timespan
        $time.TotalMilliseconds | Should -BeGreaterThan 45
        $time.TotalMilliseconds | Should -BeLessThan 5000
    }

    It 'drops what the block puts out' {
        @(Measure-Command { 1; 2 }).Count | Should -Be 1
    }

    It 'runs the block in the caller''s scope' {
        $value = 1
        $null = Measure-Command { $value = 2 }
        $value | Should -Be 2
    }

    It 'runs the block for each object' {
        $seen = [System.Collections.Generic.List[object]]::new()
        $time = 1, 2, 3 | Measure-Command { $seen.Add($_) }
        $seen | Should -Be 1, 2, 3
        @($time).Count | Should -Be 1
    }

    It 'lets errors through' {
        { Measure-Command { throw 'no' } } | Should -Throw 'no'
        $result = & { Measure-Command { Get-Variable specNone } } 2>&1
        $result[0].FullyQualifiedErrorId | Should -Be 'VariableNotFound,Microsoft.PowerShell.Commands.GetVariableCommand'
    }
}

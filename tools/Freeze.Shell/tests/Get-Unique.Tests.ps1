Describe 'Get-Unique' {
    It 'takes one of each run of equal objects' {
        1, 1, 2, 1 | Get-Unique | Should -Be 1, 2, 1
    }

    It 'heeds case unless told otherwise' {
        'a', 'A', 'b' | Get-Unique | Should -BeExactly 'a', 'A', 'b'
        'a', 'A', 'b' | Get-Unique -CaseInsensitive | Should -BeExactly 'a', 'b'
        'a', 'A', 'b' | Get-Unique -AsString -CaseInsensitive | Should -BeExactly 'a', 'b'
    }

    It 'compares texts of objects' {
        $objects = [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 2 }
        ($objects | Get-Unique -AsString).A | Should -Be 1, 2
    }

    It 'compares types' {
        1, 2, 'a', 'b', 3 | Get-Unique -OnType | Should -Be 1, 'a', 3
    }

    It 'hands on nothing for nothing' {
        @(Get-Unique).Count | Should -Be 0
        @(@() | Get-Unique).Count | Should -Be 0
    }
}

BeforeAll {
    # Value and side, side by side.
    function Show($Results) {
        foreach ($one in $Results) { "$($one.InputObject)$($one.SideIndicator)" }
    }
}

Describe 'Compare-Object' {
    It 'shows what one side lacks' {
        Show (Compare-Object 1, 2, 3 2, 3, 4) | Should -Be '4=>', '1<='
    }

    It 'shows what both sides have' {
        Show (Compare-Object 1, 2, 3 2, 3, 4 -IncludeEqual) | Should -Be '2==', '3==', '4=>', '1<='
        Show (Compare-Object 1, 2, 3 2, 3, 4 -ExcludeDifferent) | Should -Be '2==', '3=='
        Compare-Object 1, 2 2, 3 -ExcludeDifferent -IncludeEqual:$false | Should -BeNullOrEmpty
    }

    It 'takes one side from the pipeline' {
        Show (2, 3, 4 | Compare-Object 1, 2, 3) | Should -Be '4=>', '1<='
    }

    It 'counts how often a value is there' {
        Show (Compare-Object 1, 1 1) | Should -Be '1<='
    }

    It 'says nothing where all is equal' {
        Compare-Object 1, 2 2, 1 | Should -BeNullOrEmpty
    }

    It 'compares with nothing' {
        Show (Compare-Object @() 1, 2) | Should -Be '1=>', '2=>'
        Show (Compare-Object 1, 2 @()) | Should -Be '1<=', '2<='
        Compare-Object @() @() | Should -BeNullOrEmpty
    }

    It 'looks for partners within a window' {
        Show (Compare-Object 1, 2, 3 3, 2, 1 -SyncWindow 0) | Should -Be '3=>', '1<=', '1=>', '3<='
        Compare-Object 1, 2, 3 3, 2, 1 -SyncWindow 1 | Should -BeNullOrEmpty
        Show (Compare-Object 1, 2, 3, 4 4, 5, 6, 1 -SyncWindow 1) | Should -Be '4=>', '1<=', '5=>', '2<=', '6=>', '3<=', '1=>', '4<='
    }

    It 'heeds case only if told so' {
        Compare-Object a A | Should -BeNullOrEmpty
        Show (Compare-Object a A -CaseSensitive) | Should -BeExactly 'A=>', 'a<='
    }

    It 'compares properties' {
        $left = [pscustomobject]@{ K = 1; V = 'a' }, [pscustomobject]@{ K = 2; V = 'b' }
        $right = [pscustomobject]@{ K = 1; V = 'x' }, [pscustomobject]@{ K = 3; V = 'b' }
        $result = Compare-Object $left $right -Property K
        $result.K | Should -Be 3, 2
        $result.SideIndicator | Should -Be '=>', '<='
        $result[0].psobject.Properties.Name | Should -Be 'K', 'SideIndicator'
        @(Compare-Object $left $right -Property K, V).Count | Should -Be 4
        (Compare-Object $left $right -Property { $_.K % 2 }).SideIndicator | Should -Be '=>', '<='
    }

    It 'hands on the objects themselves' {
        $result = Compare-Object 1, 2 2, 3 -PassThru
        $result | Should -Be 3, 1
        $result[0] | Should -BeOfType int
        $result.SideIndicator | Should -Be '=>', '<='
    }

    It 'refuses null' {
        { Compare-Object $null 1 } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorNullNotAllowed,Microsoft.PowerShell.Commands.CompareObjectCommand'
    }
}

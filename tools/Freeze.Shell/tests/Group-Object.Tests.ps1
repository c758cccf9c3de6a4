BeforeAll {
    $rows = 1..6 | ForEach-Object { [pscustomobject]@{ A = $_; C = $_ % 2; L = @(1, 2) } }
}

Describe 'Group-Object' {
    It 'groups by a property, in the order of its values' {
        $groups = $rows | Group-Object C
        $groups.Name | Should -Be '0', '1'
        $groups.Count | Should -Be 2
        $groups[0].Count | Should -Be 3
        $groups[1].Group.A | Should -Be 1, 3, 5
    }

    It 'shows groups as the original does' {
        $group = ($rows | Group-Object C)[1]
        $group.GetType().FullName | Should -Be 'Microsoft.PowerShell.Commands.GroupInfo'
        $group.psobject.Properties.Name | Should -Be 'Values', 'Count', 'Group', 'Name'
        , $group.Values | Should -BeOfType System.Collections.ArrayList
        $group.Values | Should -Be 1
    }

    It 'groups values' {
        $groups = 3, 1, 3, 2 | Group-Object
        $groups.Name | Should -Be '1', '2', '3'
        $groups[2].Group | Should -Be 3, 3
    }

    It 'groups values of several types in the order of their appearance' {
        $groups = 'b', 1, '1', 'b' | Group-Object
        $groups.Name | Should -Be 'b', '1'
        $groups[1].Count | Should -Be 2
    }

    It 'groups by several keys' {
        $groups = $rows | Group-Object { $_.A -gt 3 }, C
        $groups.Name | Should -Be 'False, 0', 'False, 1', 'True, 0', 'True, 1'
        $groups[1].Values | Should -Be $false, 1
    }

    It 'names a group of collections by their elements' {
        ($rows | Group-Object L).Name | Should -Be '{1, 2}'
    }

    It 'heeds case only if told so' {
        @('a', 'A', 'b' | Group-Object).Count | Should -Be 2
        @('a', 'A', 'b' | Group-Object -CaseSensitive).Count | Should -Be 3
    }

    It 'counts without keeping the objects' {
        $groups = $rows | Group-Object C -NoElement
        $groups[0] | Should -BeOfType Microsoft.PowerShell.Commands.GroupInfoNoElement
        $groups[0].Count | Should -Be 3
        $groups[0].Group.Count | Should -Be 0
    }

    It 'makes a table from values to objects' {
        $table = $rows | Group-Object C -AsHashTable
        $table | Should -BeOfType hashtable
        $table[1].A | Should -Be 1, 3, 5
        $table['1'] | Should -Be $null
    }

    It 'makes a table from texts to objects' {
        $table = $rows | Group-Object C -AsHashTable -AsString
        $table['1'].A | Should -Be 1, 3, 5
        @(($rows | Group-Object C, A -AsHashTable -AsString).Keys).Count | Should -Be 6
    }

    It 'puts what lacks the property beside what has an empty one' {
        $mixed = [pscustomobject]@{ P = 2 }, [pscustomobject]@{ Q = 1 }, [pscustomobject]@{ P = 1 }, [pscustomobject]@{ P = $null }
        $groups = $mixed | Group-Object P
        $groups.Name | Should -Be '', '1', '2'
        $groups[0].Count | Should -Be 2
    }

    It 'computes the values as the objects come' {
        $seen = @{ Last = 0 }
        $groups = 1..4 | ForEach-Object { $seen.Last = $_; $_ } | Group-Object { $seen.Last % 2 }
        $groups[0].Group | Should -Be 2, 4
    }

    It 'refuses a table of several keys without -AsString' {
        { $rows | Group-Object C, A -AsHashTable } | Should -Throw -ErrorId 'ArgumentException,Microsoft.PowerShell.Commands.GroupObjectCommand'
    }

    It 'refuses -AsString alone' {
        { $rows | Group-Object C -AsString } | Should -Throw -ErrorId 'ArgumentException,Microsoft.PowerShell.Commands.GroupObjectCommand'
    }

    It 'refuses patterns' {
        { $rows | Group-Object C* } | Should -Throw -ErrorId 'ExpressionGlobbing2,Microsoft.PowerShell.Commands.GroupObjectCommand'
    }

    It 'hands on nothing for nothing' {
        @($null | Group-Object).Count | Should -Be 0
    }
}
